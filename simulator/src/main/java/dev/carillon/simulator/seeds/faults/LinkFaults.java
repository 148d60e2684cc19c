package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;
import java.util.Random;

/** What happens to networks: cuts in one direction or both, slow and lossy links, connections that break. */
final class LinkFaults {
    /** Between two breaks of a connection. */
    private static final int GAP_MS = 40;

    /** Any number of a node will do. */
    private static final int NODES = 9;

    static final List<FaultDraw> KINDS = List.of(
            new FaultDraw(2, LinkFaults::cut),
            new FaultDraw(
                    1, (random, node) -> new CutLink(node, 1 + random.nextInt(NODES), between(random, 200, 8_000))),
            new FaultDraw(
                    1,
                    (random, node) -> new SlowLink(
                            node,
                            1 + random.nextInt(NODES),
                            between(random, 50, 2_000),
                            between(random, 1_000, 8_000))),
            new FaultDraw(
                    1,
                    (random, node) ->
                            new BreakStream(node, 1 + random.nextInt(NODES), random.nextInt(2), 1 + random.nextInt(5))),
            new FaultDraw(1, (random, node) -> weather(random)),
            new FaultDraw(2, (random, node) -> new Breaks(1 + random.nextInt(10))));

    private LinkFaults() {}

    private static Cut cut(Random random, int node) {
        Way way = random.nextInt(3) > 0 ? Way.BOTH : random.nextBoolean() ? Way.IN : Way.OUT;
        return new Cut(node, way, between(random, 200, 8_000));
    }

    private static Weather weather(Random random) {
        return new Weather(
                random.nextBoolean() ? 2 : between(random, 2, 120),
                random.nextDouble() * 0.1,
                random.nextDouble() * 0.3,
                between(random, 2, 200));
    }

    /** Which way nothing gets. */
    enum Way {
        IN("to"),
        OUT("from"),
        BOTH("to or from");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    /** Nothing gets from the other nodes to one, or from it to them, or neither. */
    record Cut(int node, Way way, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode cut = scene.member(node);
            scene.count(Happened.CUTS);
            scene.tell(() -> "nothing gets " + way.words + " node " + cut.number());
            cut(scene, cut, true);
            scene.after(ms, () -> {
                scene.tell(() -> "node " + cut.number() + " is not cut off any more");
                cut(scene, cut, false);
            });
        }

        private void cut(FaultScene scene, SimulatedNode node, boolean on) {
            for (int other = 0; other < scene.nodes().size(); other++) {
                if (way != Way.OUT || !on) {
                    scene.network().cut(other, node.number() - 1, on);
                }
                if (way != Way.IN || !on) {
                    scene.network().cut(node.number() - 1, other, on);
                }
            }
        }

        @Override
        public String describe() {
            return "nothing gets " + way.words + " node " + node + " for " + ms + " ms";
        }
    }

    /** Nothing gets from one node to one other. */
    record CutLink(int from, int to, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode sender = scene.member(from);
            SimulatedNode receiver = scene.member(to);
            if (sender == receiver) {
                return;
            }
            scene.count(Happened.LINKS_CUT);
            scene.tell(() -> "nothing gets from node " + sender.number() + " to node " + receiver.number());
            scene.network().cut(sender.number() - 1, receiver.number() - 1, true);
            scene.after(ms, () -> scene.network().cut(sender.number() - 1, receiver.number() - 1, false));
        }

        @Override
        public String describe() {
            return "nothing gets from node " + from + " to node " + to + " for " + ms + " ms";
        }
    }

    /** What one node says to one other takes longer. */
    record SlowLink(int from, int to, int delayMs, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode sender = scene.member(from);
            SimulatedNode receiver = scene.member(to);
            if (sender == receiver) {
                return;
            }
            scene.count(Happened.LINKS_SLOW);
            scene.tell(() ->
                    "from node " + sender.number() + " to node " + receiver.number() + " it takes " + delayMs + " ms");
            scene.network().slow(sender.number() - 1, receiver.number() - 1, delayMs * SimulatedWorld.MS);
            scene.after(ms, () -> scene.network().slow(sender.number() - 1, receiver.number() - 1, 0));
        }

        @Override
        public String describe() {
            return "from node " + from + " to node " + to + " it takes " + delayMs + " ms, for " + ms + " ms";
        }
    }

    /** One loop's connection to another node breaks, some times in turn, while the others stand. */
    record BreakStream(int from, int to, int loop, int times) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode sender = scene.member(from);
            SimulatedNode receiver = scene.member(to);
            if (sender == receiver) {
                return;
            }
            for (int n = 0; n < times; n++) {
                scene.after(
                        (long) n * GAP_MS,
                        () -> scene.network()
                                .breakStream(sender.number() - 1, loop % sender.loops(), receiver.number() - 1));
            }
            scene.count(Happened.STREAMS_BROKEN);
            scene.tell(() -> "a connection of node " + sender.number() + " to node " + receiver.number() + " breaks");
        }

        @Override
        public String describe() {
            return "a connection of node " + from + " to node " + to + " breaks " + times + " times";
        }
    }

    /**
     * All links, until the weather changes.
     *
     * @param delayMs longest way between nodes
     * @param loss share of Raft's frames that are lost
     * @param refusals share of tunnels' frames for which there is no room
     * @param clientsDelayMs longest way between clients and nodes
     */
    record Weather(int delayMs, double loss, double refusals, int clientsDelayMs) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            scene.tell(this::describe);
            scene.network().weather(loss, refusals, delayMs * SimulatedWorld.MS);
            scene.wires().weather(clientsDelayMs * SimulatedWorld.MS);
        }

        @Override
        public String describe() {
            return "links take up to " + delayMs + " ms and lose " + Math.round(loss * 100) + " % of Raft's frames";
        }
    }

    /** Connections of clients break. */
    record Breaks(int connections) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            for (int n = 0; n < connections; n++) {
                scene.wires().breakOne();
            }
        }

        @Override
        public String describe() {
            return connections + " connections of clients break";
        }
    }
}
