package dev.carillon.node.replication;

/** A replica cannot go on, and to make it anew would not help; the loop ends with it. The message is for operators. */
public final class ReplicaFailedException extends RuntimeException {
    public ReplicaFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    public ReplicaFailedException(String message) {
        super(message);
    }
}
