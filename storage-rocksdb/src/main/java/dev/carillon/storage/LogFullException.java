package dev.carillon.storage;

/**
 * There is no room for the batch of this pass. Not final: nothing of the batch was written, it is kept, and the next
 * {@link LoopLog#sync} tries again, for example after a release or after space was made. Until one succeeds nothing of
 * the batch may be acked.
 */
public final class LogFullException extends RuntimeException {
    public LogFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
