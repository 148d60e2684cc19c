package dev.carillon.protocol.token;

import dev.carillon.protocol.ErrorCode;

/** What {@link TokenVerifier} found. */
public sealed interface TokenResult {
    /**
     * The token is genuine and valid now.
     *
     * @param user the user ID, UTF-8; the caller's to keep
     * @param keyId the key that signed it; 0 if nobody did and that is allowed here
     * @param expiresAtSeconds the first second, since 1970, at which it is no longer valid
     */
    record Valid(byte[] user, int keyId, long expiresAtSeconds) implements TokenResult {}

    /**
     * The connection must be refused.
     *
     * @param code {@link ErrorCode#BAD_TOKEN} or {@link ErrorCode#TOKEN_EXPIRED}
     * @param detail a sentence for the log; repeats nothing of the token
     */
    record Invalid(ErrorCode code, String detail) implements TokenResult {}
}
