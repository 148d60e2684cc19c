package dev.carillon.client;

/**
 * Whether the message was stored cannot be found out any more, because the node gave up this device; it was not sent
 * again. The application, or its user, decides whether to: it may then arrive twice.
 */
public final class SendOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SendOutcomeUnknownException(String reason) {
        super(reason + " Whether this message was stored is unknown; it was not sent again.");
    }
}
