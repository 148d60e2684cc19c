package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;

/** What happens to disks: syncs that are slow, stall or fail, no space. What takes a whole disk is in {@link LostDisks}. */
final class DiskFaults {
    /** Within which sends stop, and then the log has no next segment. */
    private static final int FREE_BYTES_MAX = 6 * 64 * 1024;

    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(1, (random, node) -> new SlowSync(node, random.nextBoolean() ? 0 : between(random, 1, 50))),
            new FaultDraw(1, (random, node) -> new StallSync(node, between(random, 500, 10_000))),
            new FaultDraw(
                    1,
                    (random, node) -> new FailSync(
                            node,
                            random.nextInt(2),
                            between(random, 1, 30),
                            between(random, 100, 5_000),
                            random.nextBoolean())),
            new FaultDraw(
                    1,
                    (random, node) -> new FullDisk(
                            node,
                            random.nextBoolean() ? 0 : random.nextInt(FREE_BYTES_MAX),
                            between(random, 1_000, 10_000))));

    private DiskFaults() {}

    /** Each sync takes longer, until the next of these. */
    record SlowSync(int node, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode slow = scene.member(node);
            scene.tell(() -> "the disks of node " + slow.number() + " take " + ms + " ms longer to sync");
            slow.slowSync(ms * SimulatedWorld.MS);
        }

        @Override
        public String describe() {
            return "the disks of node " + node + " take " + ms + " ms longer to sync";
        }
    }

    /** Nothing is synced for a while, as when a disk array fails over; then all of it is. */
    record StallSync(int node, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode stalled = scene.member(node);
            scene.tell(() -> "the disks of node " + stalled.number() + " sync nothing for " + ms + " ms");
            stalled.stallSync(ms * SimulatedWorld.MS);
        }

        @Override
        public String describe() {
            return "the disks of node " + node + " sync nothing for " + ms + " ms";
        }
    }

    /**
     * A sync fails: what it should have written is lost, or not, and the system goes on showing it. The node must end, and is
     * started again.
     *
     * @param syncs which one, from now
     * @param reboots whether the machine loses its power before that
     */
    record FailSync(int node, int loop, int syncs, int backAfterMs, boolean reboots) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode failing = scene.member(node);
            failing.failSync(loop, syncs, () -> {
                scene.tell(() -> "a sync has failed on node " + failing.number() + ", which has ended");
                if (reboots) {
                    failing.crash();
                }
                scene.startAfter(failing, backAfterMs);
            });
        }

        @Override
        public String describe() {
            return "the sync number " + syncs + " of node " + node + " fails; it is started again after " + backAfterMs
                    + " ms" + (reboots ? ", with a power cut before that" : "");
        }
    }

    /** There is little space, or none, for a while. */
    record FullDisk(int node, int freeBytes, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode full = scene.member(node);
            scene.count(Happened.DISKS_FILLED);
            scene.tell(() -> "the disks of node " + full.number() + " have " + freeBytes + " bytes left");
            full.fillDisks(freeBytes);
            scene.after(ms, () -> {
                scene.tell(() -> "the disks of node " + full.number() + " have room again");
                full.makeRoom();
            });
        }

        @Override
        public String describe() {
            return "the disks of node " + node + " have " + freeBytes + " bytes left for " + ms + " ms";
        }
    }
}
