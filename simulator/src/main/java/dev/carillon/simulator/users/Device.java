package dev.carillon.simulator.users;

/** Which of a user's devices. */
public enum Device {
    /** The one that everybody has: it sends and receives. */
    WRITING("the first device"),
    /** One beside it, where a run wants it: it receives and never sends, so that all that it is told is told by the node. */
    QUIET("the second device");

    private final String words;

    Device(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
