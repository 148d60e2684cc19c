package dev.carillon.storage;

/** The log could not make a batch durable. Final: whether the batch is on disk is unknown, and no sync is retried. */
public final class LogFailedException extends RuntimeException {
    public LogFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
