package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.cluster.Format;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;

/** Nodes become other builds, which know another newest format: one of them, or one after the other, forth and back. */
final class Upgrades {
    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(
                    1, (random, node) -> new One(node, format(random.nextBoolean()), between(random, 100, 3_000))),
            new FaultDraw(
                    1, (random, node) -> new Rolling(format(random.nextInt(3) > 0), between(random, 500, 4_000))));

    private Upgrades() {}

    private static int format(boolean newest) {
        return newest ? Format.NEWEST : Format.FIRST;
    }

    private static void change(SimulatedNode node, int newest, int backAfterMs, FaultScene scene) {
        if (node.newestFormat() == newest) {
            return;
        }
        scene.count(newest > node.newestFormat() ? Happened.UPGRADES : Happened.DOWNGRADES);
        scene.tell(() -> "node " + node.number() + " is to be a build that knows format " + newest);
        node.becomes(newest);
        node.stop(() -> scene.startAfter(node, backAfterMs));
    }

    private static String build(int newest) {
        return newest == Format.NEWEST ? "the newest build" : "an older build";
    }

    /** One node is stopped, and comes back as another build. */
    record One(int node, int newest, int backAfterMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            change(scene.member(node), newest, backAfterMs, scene);
        }

        @Override
        public String describe() {
            return "node " + node + " becomes " + build(newest) + ", back after " + backAfterMs + " ms";
        }
    }

    /** All nodes, one after the other. */
    record Rolling(int newest, int stepMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            int nth = 0;
            for (SimulatedNode node : List.copyOf(scene.present())) {
                scene.after((long) nth++ * stepMs, () -> {
                    if (!scene.isOver() && scene.present().contains(node)) {
                        change(node, newest, stepMs / 2, scene);
                    }
                });
            }
        }

        @Override
        public String describe() {
            return "all nodes become " + build(newest) + ", one every " + stepMs + " ms";
        }
    }
}
