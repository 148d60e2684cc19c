package dev.carillon.simulator.seeds.promises;

/** Hears what applications do and are told of messages, in the order of the run. */
public interface MessageEvents {
    /** Nobody listens. */
    MessageEvents NONE = new MessageEvents() {};

    /** An application sends it. */
    default void onSent(Sent sent) {}

    /** Its sender's application hears what became of it. @param stored false if it was refused */
    default void onSettled(Sent sent, boolean stored) {}

    /** A device's application is given it. @param seq its place in the user's inbox */
    default void onGiven(DeviceLog at, long seq, Sent sent) {}

    /** A device's application has for good what is at that place of the user's inbox. */
    default void onTakenOver(DeviceLog at, long seq) {}
}
