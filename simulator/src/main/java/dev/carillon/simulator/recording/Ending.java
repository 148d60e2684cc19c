package dev.carillon.simulator.recording;

import org.jspecify.annotations.Nullable;

/** How a recorded connection ended. The numbers are part of the file's format. */
public enum Ending {
    /** The client's side closed the stream without a word. */
    CLIENT(1),
    /** The node's side closed the stream without a word. */
    NODE(2),
    /** The client said GOODBYE. */
    CLIENT_GOODBYE(3),
    /** The node said GOODBYE. */
    NODE_GOODBYE(4),
    /** The client said ERROR. */
    CLIENT_ERROR(5),
    /** The node said ERROR. */
    NODE_ERROR(6),
    /** The node sent the client elsewhere: MOVE. */
    MOVED(7),
    /** The bytes were none of the protocol's; the traffic went on unseen. */
    UNREADABLE(8),
    /** The recording ended while the connection went on. */
    STILL_OPEN(9);

    private final int number;

    Ending(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static @Nullable Ending of(int number) {
        for (Ending ending : values()) {
            if (ending.number == number) {
                return ending;
            }
        }
        return null;
    }
}
