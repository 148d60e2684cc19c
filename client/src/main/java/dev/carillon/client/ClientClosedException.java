package dev.carillon.client;

/**
 * The client is closed; the message says why. A send that fails with this may have been stored or not: with a
 * store that lasts, the next client on it makes sure that it is, once.
 */
public final class ClientClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClientClosedException(String reason) {
        super(reason);
    }
}
