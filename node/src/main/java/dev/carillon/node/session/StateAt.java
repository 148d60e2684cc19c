package dev.carillon.node.session;

/**
 * What came of waiting for a replica's state as of an entry.
 *
 * @param generation that the replica hears; 0 if there is none here
 * @param applied the last entry that its state contains
 */
public record StateAt(Kind kind, long generation, long applied) {
    /** How it came. */
    public enum Kind {
        /** The state engine has the state as of that entry, and nothing later until {@link NodeQuestions#stateTaken}. */
        READY,
        /** The replica had applied a later entry before its state could be taken. */
        PASSED,
        /** The entry did not come in time, or the engine did not have the state in time. */
        LATE,
        /** The partition changes hands here, or counts in another generation. */
        MOVING,
        /** This node has no such replica. */
        ELSEWHERE,
        /** Somebody else waits for a state of this partition, or of too many others of the same loop. */
        BUSY
    }
}
