package dev.carillon.simulator.scenario;

/**
 * Something done to the cluster during a run.
 *
 * @param atNs since the beginning; of the scenario where it stands in one, of the run in a file of its own
 * @param node its number; 0 for one drawn when it happens
 * @param forNs how long it lasts, in the same time; 0 where it has no length
 * @param line in its file
 */
public record PlannedFault(long atNs, Kind kind, int node, long forNs, int line) {
    /** What can be done. */
    public enum Kind {
        KILL("kill", true, "kill -9; started again after its time"),
        PAUSE("pause", true, "SIGSTOP, then SIGCONT"),
        CUT("cut", true, "no byte to or from the other nodes"),
        SLOW("slow", true, "every byte to and from the other nodes takes 100 ms more"),
        DISK_FULL("disk-full", true, "no space for its log"),
        RESTART("restart", false, "stopped cleanly and started again"),
        JOIN("join", false, "a new node comes and gets its share"),
        DRAIN("drain", false, "a node hands on all it has, and stays");

        private final String word;
        private final boolean lasts;
        private final String about;

        Kind(String word, boolean lasts, String about) {
            this.word = word;
            this.lasts = lasts;
            this.about = about;
        }

        /** Whether it is taken back after some time. */
        public boolean lasts() {
            return lasts;
        }

        /** Whether it takes nodes that were started to be hurt; otherwise those of any cluster on this machine do. */
        public boolean needsOwnNodes() {
            return this == CUT || this == SLOW || this == DISK_FULL;
        }

        public String about() {
            return about;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** The same in the time of a run. */
    public PlannedFault atSpeed(double speed) {
        return new PlannedFault((long) (atNs / speed), kind, node, (long) (forNs / speed), line);
    }
}
