package dev.carillon.client;

/** Too much is waiting for the node's answer; the message names the limit. Nothing was kept or sent. */
public final class PendingSendsFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PendingSendsFullException(ClientLimits limits) {
        super("The limit of " + limits.pendingSends() + " sends or " + limits.pendingBytes()
                + " bytes without an answer (pendingSends, pendingBytes) is reached. "
                + "This message was not taken; wait for whenRoom() or use sendBlocking.");
    }
}
