package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;

/**
 * What takes a disk for good: a wipe, and a bit that flips where the log had it synced. Never two at once, for a message that
 * a majority has is then still somewhere; operators put another node into the place.
 */
final class LostDisks {
    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(
                    1, (random, node) -> new Wipe(node, between(random, 100, 3_000), between(random, 500, 5_000))),
            new FaultDraw(
                    1,
                    (random, node) -> new Rot(
                            node,
                            random.nextInt(2),
                            random.nextDouble(),
                            random.nextDouble(),
                            between(random, 100, 4_000))));

    private LostDisks() {}

    /**
     * A node comes back with empty disks under its number, which it must not use; then its successor comes.
     *
     * @param backAfterMs when it comes back
     * @param forMs how long it stays
     */
    record Wipe(int node, int backAfterMs, int forMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode wiped = scene.member(node);
            if (!scene.suspectDisk(wiped)) {
                return;
            }
            scene.count(Happened.DISKS_WIPED);
            scene.tell(() -> "node " + wiped.number() + " loses its disks");
            wiped.crash();
            wiped.wipe(scene.known());
            scene.startAfter(wiped, backAfterMs);
            scene.after(backAfterMs + forMs, () -> {
                wiped.crash();
                scene.replaceLost(wiped);
            });
        }

        @Override
        public String describe() {
            return "node " + node + " loses its disks, comes back empty after " + backAfterMs
                    + " ms, and is replaced after " + forMs + " ms more";
        }
    }

    /**
     * A bit of a log flips while the node is down. It must not start with that, if it matters; then its successor comes. What
     * the state engine keeps has checksums of its own, which are not simulated.
     *
     * @param file of that loop's log, from 0 to 1
     * @param bit in that file, from 0 to 1
     */
    record Rot(int node, int loop, double file, double bit, int backAfterMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode rotten = scene.member(node);
            if (!scene.suspectDisk(rotten)) {
                return;
            }
            scene.count(Happened.BITS_FLIPPED);
            scene.tell(() -> "node " + rotten.number() + " goes down, and a bit of its log flips");
            rotten.crash();
            rotten.rot(loop, file, bit);
            scene.startAfter(rotten, backAfterMs);
        }

        @Override
        public String describe() {
            return "a bit flips in the log of node " + node + " while it is down, for " + backAfterMs + " ms";
        }
    }
}
