package dev.carillon.client;

/**
 * Gives the token for each connection attempt, so that an expired one can be replaced. Runs on the client's loop and
 * must not block: refresh elsewhere and return the newest.
 */
@FunctionalInterface
public interface TokenSupplier {
    /** The binary token, up to 256 bytes. */
    byte[] token();
}
