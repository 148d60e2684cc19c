package dev.carillon.simulator.demo;

/** Where the demonstration stands, in the words of its display. */
enum Phase {
    STARTING("starting the node"),
    REPLAYING("replaying"),
    KILLED("node killed with -9"),
    FAILING_OVER("the other nodes take over"),
    RESTARTING("restarting the node"),
    SETTLING("delivering the rest"),
    SWEEPING("looking for strays"),
    STOPPING("stopping the node");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
