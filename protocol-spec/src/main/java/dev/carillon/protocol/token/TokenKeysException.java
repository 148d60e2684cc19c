package dev.carillon.protocol.token;

/** A key file that cannot be used. The message is for the operator: file, line, and what is wrong; no secrets. */
public final class TokenKeysException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TokenKeysException(String message) {
        super(message);
    }
}
