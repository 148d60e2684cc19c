package dev.carillon.protocol.token;

import static dev.carillon.protocol.token.TokenFormat.EXPIRES;
import static dev.carillon.protocol.token.TokenFormat.KEY_ID;
import static dev.carillon.protocol.token.TokenFormat.TAG_LENGTH;
import static dev.carillon.protocol.token.TokenFormat.USER;
import static dev.carillon.protocol.token.TokenFormat.USER_LENGTH;

import dev.carillon.protocol.UserId;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.crypto.Mac;

/** Issues tokens with the first of its keys (PROTOCOL.md, "Tokens"). Not thread-safe: it holds a {@link Mac}. */
public final class TokenIssuer {
    private static final long EXPIRES_MAX = 0xFFFF_FFFFL;

    private final int keyId;
    private final Mac mac;

    public TokenIssuer(TokenKeys keys) {
        keyId = keys.first().id();
        mac = keys.first().mac();
    }

    /**
     * A token for {@code user}.
     *
     * @param expiresAtSeconds the first second, since 1970, at which it is no longer valid; 1 to 2³²−1
     * @throws IllegalArgumentException if {@code user} is no user ID, or the time is out of range
     */
    public byte[] issue(String user, long expiresAtSeconds) {
        return issue(TokenFormat.VERSION, user, expiresAtSeconds);
    }

    /** A token for an operator, which the admin service takes and no client can log in with; as {@link #issue} otherwise. */
    public byte[] issueForOperator(String name, long expiresAtSeconds) {
        return issue(TokenFormat.OPERATOR_VERSION, name, expiresAtSeconds);
    }

    private byte[] issue(int version, String user, long expiresAtSeconds) {
        byte[] name = UserId.encode(user);
        byte[] token = unsigned(version, name, keyId, expiresAtSeconds, TAG_LENGTH);
        mac.update(token, 0, USER + name.length);
        System.arraycopy(mac.doFinal(), 0, token, USER + name.length, TAG_LENGTH);
        return token;
    }

    /** A token that nobody signed, which a node takes only with {@code --insecure-dev}; as {@link #issue} otherwise. */
    public static byte[] issueUnsigned(String user, long expiresAtSeconds) {
        return unsigned(TokenFormat.VERSION, UserId.encode(user), TokenFormat.UNSIGNED, expiresAtSeconds, 0);
    }

    /** The same for an operator. */
    public static byte[] issueUnsignedForOperator(String name, long expiresAtSeconds) {
        return unsigned(TokenFormat.OPERATOR_VERSION, UserId.encode(name), TokenFormat.UNSIGNED, expiresAtSeconds, 0);
    }

    /** How people and command lines carry a token: base64url without padding. */
    public static String text(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** @throws IllegalArgumentException if {@code text} is not base64url */
    public static byte[] fromText(String text) {
        try {
            return Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no token: it is not base64url (A-Z a-z 0-9 - _)");
        }
    }

    private static byte[] unsigned(int version, byte[] name, int keyId, long expiresAtSeconds, int tagLength) {
        if (expiresAtSeconds < 1 || expiresAtSeconds > EXPIRES_MAX) {
            throw new IllegalArgumentException(
                    "a token expires at 1 to 4294967295 seconds since 1970, not " + expiresAtSeconds);
        }
        byte[] token = new byte[USER + name.length + tagLength];
        token[0] = (byte) version;
        token[KEY_ID] = (byte) keyId;
        ByteBuffer.wrap(token).putInt(EXPIRES, (int) expiresAtSeconds);
        token[USER_LENGTH] = (byte) name.length;
        System.arraycopy(name, 0, token, USER, name.length);
        return token;
    }
}
