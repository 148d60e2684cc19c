package dev.carillon.storage;

/**
 * The state engine could not write or flush, most often because the disk is full. Final for this run: what was acked is
 * in the log, and a start after the cause is removed replays it.
 */
public final class StateEngineFailedException extends RuntimeException {
    public StateEngineFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
