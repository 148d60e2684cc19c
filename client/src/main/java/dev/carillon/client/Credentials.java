package dev.carillon.client;

import java.util.Arrays;

/** The token of this connection attempt, and whether there is another one. */
final class Credentials {
    private final TokenSupplier supplier;
    private byte[] token = new byte[0];

    Credentials(TokenSupplier supplier) {
        this.supplier = supplier;
    }

    /** Asks the application for the token of the next attempt; its failure passes through. */
    void renew() {
        token = supplier.token();
    }

    byte[] token() {
        return token;
    }

    /** Whether the application would now give a token that has not been tried. */
    boolean renewable() {
        try {
            return !Arrays.equals(supplier.token(), token);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
