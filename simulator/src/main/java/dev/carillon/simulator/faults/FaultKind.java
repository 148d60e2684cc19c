package dev.carillon.simulator.faults;

import java.util.function.Supplier;

/** What the suite does to a cluster, in the words of its options and its report. */
public enum FaultKind {
    KILL("kill", "an owner killed with -9, restarted when its users are served again", KillOwner::new),
    KILL_ALL("kill-all", "all nodes killed with -9 at once", KillAll::new),
    PAUSE("pause", "a node stopped where it is (SIGSTOP), then let go on (SIGCONT)", PauseNode::new),
    CUT("cut", "a node cut off from the others, both ways", () -> new CutOff(false)),
    ONE_WAY("one-way", "nothing gets from a node to the others, everything gets there", () -> new CutOff(true)),
    SLOW("slow", "every link between nodes slow", SlowLinks::new),
    DISK_FULL("disk-full", "no space left on one node's disk", FillDisk::new),
    RESTART("restart", "every node stopped cleanly and started again, in turn", RestartEach::new),
    RING("ring", "a node joins, draining another is aborted, then that one leaves", ChangeRing::new),
    WIPE("wipe", "a node's disk wiped, the node refused, and replaced by a new one", WipeDisk::new);

    private final String label;
    private final String about;
    private final Supplier<Fault> fault;

    FaultKind(String label, String about, Supplier<Fault> fault) {
        this.label = label;
        this.about = about;
        this.fault = fault;
    }

    String label() {
        return label;
    }

    String about() {
        return about;
    }

    Fault fault() {
        return fault.get();
    }

    @Override
    public String toString() {
        return label;
    }
}
