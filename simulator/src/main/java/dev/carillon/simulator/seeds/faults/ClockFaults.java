package dev.carillon.simulator.seeds.faults;

import dev.carillon.node.simulated.NodeClock;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;
import java.util.Random;

/** What happens to clocks: wall clocks that are set forward or back, and clocks that run fast or slow. */
final class ClockFaults {
    /** Jumps are from a second to nine hours. */
    private static final int JUMP_DOUBLINGS = 15;

    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(2, (random, node) -> new Jump(node, jump(random))),
            new FaultDraw(
                    1,
                    (random, node) ->
                            new Drift(node, FaultDraw.between(random, -NodeClock.PPM_MAX, NodeClock.PPM_MAX + 1))));

    private ClockFaults() {}

    private static long jump(Random random) {
        long ms = (1_000L << random.nextInt(JUMP_DOUBLINGS)) + random.nextInt(1_000);
        return random.nextBoolean() ? ms : -ms;
    }

    /** A wall clock is set, by so many ms. */
    record Jump(int node, long ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode jumped = scene.member(node);
            scene.count(Happened.CLOCKS_JUMPED);
            scene.tell(() -> "the clock of node " + jumped.number() + " jumps by " + ms + " ms");
            jumped.clock().jump(ms);
        }

        @Override
        public String describe() {
            return "the clock of node " + node + " jumps by " + ms + " ms";
        }
    }

    /** A clock runs fast or slow, until the next of these. */
    record Drift(int node, int partsPerMillion) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode drifting = scene.member(node);
            scene.count(Happened.CLOCKS_DRIFTED);
            scene.tell(() -> "the clock of node " + drifting.number() + " gains " + partsPerMillion + " ppm");
            drifting.clock().drift(partsPerMillion);
        }

        @Override
        public String describe() {
            return "the clock of node " + node + " gains " + partsPerMillion + " ppm";
        }
    }
}
