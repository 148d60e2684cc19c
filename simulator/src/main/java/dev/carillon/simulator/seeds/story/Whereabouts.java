package dev.carillon.simulator.seeds.story;

/** What one node has of a message in one partition. */
enum Whereabouts {
    NO_REPLICA("", ""),
    ABSENT("-", "does not have it"),
    LOGGED("log", "has it in its log, not known to be committed"),
    PRESENT("has", "has it"),
    TAKEN("out", "has let it leave the inbox, as every device has it"),
    DOWN("off", "is down");

    static final String LEGEND =
            "log: in its log, not known to be committed   has: in its state   out: all devices have it"
                    + "   -: not there   off: down   *: leads";

    private final String drawn;
    private final String sentence;

    Whereabouts(String drawn, String sentence) {
        this.drawn = drawn;
        this.sentence = sentence;
    }

    /** At most three characters. */
    String drawn() {
        return drawn;
    }

    /** What a node in this state is said to do. */
    String sentence() {
        return sentence;
    }
}
