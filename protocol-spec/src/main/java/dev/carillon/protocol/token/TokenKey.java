package dev.carillon.protocol.token;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that signs tokens: an ID of 1 to 255 and 32 bytes. Never printed, apart from {@link #line}. Immutable. */
public final class TokenKey {
    public static final int LENGTH = 32;

    private final int id;
    private final byte[] secret;

    /** @throws IllegalArgumentException if the ID or the length is wrong */
    public TokenKey(int id, byte[] secret) {
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("a key ID is 1 to 255, not " + id);
        }
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a key has " + LENGTH + " bytes, not " + secret.length);
        }
        this.id = id;
        this.secret = secret.clone();
    }

    public int id() {
        return id;
    }

    /** The key as a line of a key file, secret included: {@code id:base64url}. */
    public String line() {
        return id + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    @Override
    public String toString() {
        return "TokenKey[" + id + "]";
    }

    Mac mac() {
        try {
            Mac mac = Mac.getInstance(TokenFormat.MAC);
            mac.init(new SecretKeySpec(secret, TokenFormat.MAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + TokenFormat.MAC, e);
        }
    }
}
