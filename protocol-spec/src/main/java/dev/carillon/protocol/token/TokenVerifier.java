package dev.carillon.protocol.token;

import static dev.carillon.protocol.token.TokenFormat.EXPIRES;
import static dev.carillon.protocol.token.TokenFormat.KEY_ID;
import static dev.carillon.protocol.token.TokenFormat.LENGTH_MAX;
import static dev.carillon.protocol.token.TokenFormat.TAG_LENGTH;
import static dev.carillon.protocol.token.TokenFormat.UNSIGNED;
import static dev.carillon.protocol.token.TokenFormat.USER;
import static dev.carillon.protocol.token.TokenFormat.USER_LENGTH;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.UserId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens (PROTOCOL.md, "Tokens"). The tag is compared in constant time, and nothing else of a token is
 * believed before it. Not thread-safe: it holds a {@link Mac} per key, so that each thread has its own verifier.
 */
public final class TokenVerifier {
    private static final TokenResult.Invalid NO_TOKEN = bad("the token is not laid out as version 1 demands");
    private static final TokenResult.Invalid NOT_SIGNED = bad("the token is not signed, and no --insecure-dev here");
    // Of an unknown key and of a wrong tag alike: which keys there are is not for strangers to find out.
    private static final TokenResult.Invalid FORGED = bad("the token was not signed with a key of the key file");
    private static final TokenResult.Invalid NO_USER = bad("the token's user is no user ID");
    private static final TokenResult.Invalid EXPIRED =
            new TokenResult.Invalid(ErrorCode.TOKEN_EXPIRED, "the token has expired");

    private final @Nullable Mac[] macs = new Mac[256];
    private final byte version;
    private final boolean acceptUnsigned;
    private final byte[] token = new byte[LENGTH_MAX];

    /** Takes tokens that one of {@code keys} has signed. */
    public TokenVerifier(TokenKeys keys) {
        this(keys, false);
    }

    /**
     * @param keys none with {@code --insecure-dev}, if the operator gave no key file
     * @param acceptUnsigned {@code --insecure-dev}: also take tokens that nobody signed
     */
    public TokenVerifier(@Nullable TokenKeys keys, boolean acceptUnsigned) {
        this(TokenFormat.VERSION, keys, acceptUnsigned);
    }

    /** Takes operators' tokens, and no others; arguments as in the constructor. */
    public static TokenVerifier forOperators(@Nullable TokenKeys keys, boolean acceptUnsigned) {
        return new TokenVerifier(TokenFormat.OPERATOR_VERSION, keys, acceptUnsigned);
    }

    private TokenVerifier(int version, @Nullable TokenKeys keys, boolean acceptUnsigned) {
        this.version = (byte) version;
        this.acceptUnsigned = acceptUnsigned;
        if (keys != null) {
            for (TokenKey key : keys.all()) {
                macs[key.id()] = key.mac();
            }
        }
    }

    /** Judges the token at {@code offset}; {@code nowSeconds} is the time since 1970. */
    public TokenResult verify(DirectBuffer buffer, int offset, int length, long nowSeconds) {
        if (length <= USER || length > LENGTH_MAX || buffer.getByte(offset) != version) {
            return NO_TOKEN;
        }
        buffer.getBytes(offset, token, 0, length);
        int keyId = token[KEY_ID] & 0xFF;
        int signed = USER + (token[USER_LENGTH] & 0xFF);
        if (length != signed + (keyId == UNSIGNED ? 0 : TAG_LENGTH)) {
            return NO_TOKEN;
        }
        TokenResult.@Nullable Invalid problem =
                keyId == UNSIGNED ? (acceptUnsigned ? null : NOT_SIGNED) : signature(macs[keyId], signed);
        if (problem != null) {
            return problem;
        }
        byte[] user = Arrays.copyOfRange(token, USER, signed);
        if (!UserId.valid(user)) {
            return NO_USER;
        }
        long expires = ByteBuffer.wrap(token).getInt(EXPIRES) & 0xFFFF_FFFFL;
        return nowSeconds >= expires ? EXPIRED : new TokenResult.Valid(user, keyId, expires);
    }

    private TokenResult.@Nullable Invalid signature(@Nullable Mac mac, int signed) {
        if (mac == null) {
            return FORGED;
        }
        mac.update(token, 0, signed);
        byte[] tag = Arrays.copyOf(mac.doFinal(), TAG_LENGTH);
        return MessageDigest.isEqual(tag, Arrays.copyOfRange(token, signed, signed + TAG_LENGTH)) ? null : FORGED;
    }

    private static TokenResult.Invalid bad(String detail) {
        return new TokenResult.Invalid(ErrorCode.BAD_TOKEN, detail);
    }
}
