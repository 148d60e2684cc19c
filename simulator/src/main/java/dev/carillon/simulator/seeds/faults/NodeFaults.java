package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What happens to machines and processes: power cuts of one and of all, kills, pauses, clean stops, long absences. */
final class NodeFaults {
    /** More nodes than any simulated cluster has. */
    private static final int NODES_MAX = 16;

    private static final long REPAIRED_AFTER_MS = 3 * SimulatedNode.REPAIR_AFTER_NS / SimulatedWorld.MS;

    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(3, (random, node) -> new Crash(node, power(random))),
            new FaultDraw(1, (random, node) -> new CrashAll(onEach(() -> power(random)))),
            new FaultDraw(2, (random, node) -> new CrashAtAck(onEach(() -> between(random, 150, 2_000)))),
            new FaultDraw(2, (random, node) -> new Kill(node, between(random, 100, 4_000))),
            new FaultDraw(1, (random, node) -> new Pause(node, between(random, 200, 5_000))),
            new FaultDraw(1, (random, node) -> new Stop(node, between(random, 100, 5_000))),
            new FaultDraw(1, (random, node) -> new Leave(node)));

    private NodeFaults() {}

    private static <T> List<T> onEach(Supplier<T> drawn) {
        return IntStream.range(0, NODES_MAX).mapToObj(node -> drawn.get()).toList();
    }

    private static PowerCut power(Random random) {
        int back = between(random, 150, 6_000);
        return random.nextBoolean()
                ? new PowerCut(random.nextInt(2), random.nextInt(6), between(random, 1, 100), back)
                : new PowerCut(0, PowerCut.NOW, 0, back);
    }

    /**
     * How power goes.
     *
     * @param loop whose disk is the first to lose it
     * @param changes of that disk until then, or {@link #NOW}
     * @param latestMs when it is gone at the latest
     * @param backAfterMs when the node is started again
     */
    record PowerCut(int loop, int changes, int latestMs, int backAfterMs) {
        static final int NOW = -1;

        void on(SimulatedNode node, FaultScene scene) {
            if (!node.isUp()) {
                return;
            }
            scene.count(Happened.CRASHES);
            if (changes == NOW) {
                node.crash();
            } else {
                node.cutPowerSoon(loop, changes);
                scene.after(latestMs, node::crash);
            }
            scene.startAfter(node, backAfterMs);
        }
    }

    /** Power cut of one, now or in the middle of a write. */
    record Crash(int node, PowerCut cut) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            cut.on(scene.member(node), scene);
        }

        @Override
        public String describe() {
            return "power cut of node " + node
                    + (cut.changes == PowerCut.NOW ? "" : " after " + cut.changes + " changes of a disk")
                    + ", back after "
                    + cut.backAfterMs + " ms";
        }
    }

    /** Power cut of all at once. @param cuts by node, from the first */
    record CrashAll(List<PowerCut> cuts) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            scene.count(Happened.ALL_CRASHED);
            List.copyOf(scene.present())
                    .forEach(node -> cuts.get(node.number() - 1).on(node, scene));
        }

        @Override
        public String describe() {
            return "power cut of all nodes";
        }
    }

    /** A process is killed, and the machine goes on: what was written and not synced is still shown, until a power cut. */
    record Kill(int node, int backAfterMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode killed = scene.member(node);
            if (killed.isUp()) {
                scene.count(Happened.PROCESSES_KILLED);
                killed.kill();
                scene.startAfter(killed, backAfterMs);
            }
        }

        @Override
        public String describe() {
            return "the process of node " + node + " is killed, back after " + backAfterMs + " ms";
        }
    }

    /** A process that is not scheduled for a while. */
    record Pause(int node, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode paused = scene.member(node);
            scene.count(Happened.PAUSES);
            scene.tell(() -> "node " + paused.number() + " stands still for " + ms + " ms");
            paused.pause(ms * SimulatedWorld.MS);
        }

        @Override
        public String describe() {
            return "node " + node + " stands still for " + ms + " ms";
        }
    }

    /** A clean stop, and a start some time later. */
    record Stop(int node, int backAfterMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode stopped = scene.member(node);
            scene.tell(() -> "node " + stopped.number() + " is told to stop");
            stopped.stop(() -> scene.startAfter(stopped, backAfterMs));
        }

        @Override
        public String describe() {
            return "clean stop of node " + node + ", back after " + backAfterMs + " ms";
        }
    }

    /** An absence that others repair. */
    record Leave(int node) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode left = scene.member(node);
            scene.tell(() -> "node " + left.number() + " goes for long enough to be replaced");
            left.crash();
            scene.startAfter(left, REPAIRED_AFTER_MS);
        }

        @Override
        public String describe() {
            return "node " + node + " goes for " + REPAIRED_AFTER_MS + " ms, long enough to be replaced";
        }
    }
}
