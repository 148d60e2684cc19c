package dev.carillon.simulator.replay;

/**
 * Something that a user does on one device. The steps of a device are done in their order.
 *
 * @param kind what
 * @param row the message that is sent; −1 with another kind
 * @param dueUs when, in microseconds from the beginning, at the recording's own pace
 * @param seen how many of the messages that reach this device must have reached it before, the first ones in the order in
 *     which they came in the recording
 */
public record Step(Kind kind, int row, long dueUs, int seen) {
    /** What users do. */
    public enum Kind {
        /** Comes online. */
        OPEN,
        /** Sends a message. */
        SEND,
        /** Goes offline. */
        CLOSE
    }
}
