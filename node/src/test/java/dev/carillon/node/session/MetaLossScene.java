package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.MetaRecoveryRequest;
import dev.carillon.node.cluster.Succession;
import dev.carillon.node.cluster.WishResult;
import dev.carillon.node.simulated.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Five nodes of which the first three hold the meta group, and an operator who loses two of these for good. */
final class MetaLossScene {
    private static final int MARKS = 8000;

    final SurvivorScene scene;
    final List<SimulatedNode> nodes;

    MetaLossScene(long seed) {
        scene = new SurvivorScene(seed);
        nodes = scene.nodes;
        scene.await("the meta group is there", () -> nodes.stream().allMatch(SimulatedNode::isConfirmed));
    }

    SimulatedNode node(int number) {
        return nodes.get(number - 1);
    }

    int meta() {
        return scene.state().metaNumber();
    }

    /** Who leads the meta group in its latest generation, or null. */
    @Nullable
    SimulatedNode leader() {
        SimulatedNode leads = null;
        long generation = 0;
        for (SimulatedNode node : nodes) {
            MetaPartition replica = node.meta();
            if (replica != null && replica.isLeading() && replica.generation() > generation) {
                generation = replica.generation();
                leads = node;
            }
        }
        return leads;
    }

    /** Two groups of nodes hear nothing of each other any more, or do again. */
    void divide(List<Integer> some, List<Integer> others, boolean on) {
        for (int one : some) {
            for (int other : others) {
                scene.network.cut(one - 1, other - 1, on);
                scene.network.cut(other - 1, one - 1, on);
            }
        }
    }

    /** The meta group agrees on something by which it can be told; one of its nodes is asked until it does. */
    void agree(SimulatedNode asked, int mark) {
        List<WishReport> reports = new ArrayList<>();
        while (reports.stream().noneMatch(report -> report.result() == WishResult.DONE)) {
            reports.clear();
            wish(asked, mark, reports);
            scene.await("it is answered", () -> !reports.isEmpty());
            scene.pass(50);
        }
    }

    /** The same without waiting: a node's clients are to find it elsewhere. */
    void wish(SimulatedNode asked, int mark, List<WishReport> reports) {
        ClusterWish wish = new ClusterWish(
                ClusterWish.Kind.KNOW,
                List.of("" + marked(mark), "127.0.0.1", "" + (MARKS + mark), "127.0.0.1", "" + (7500 + marked(mark))));
        asked.<WishReport>ask((core, to) -> core.wish(wish, to), reports::add);
    }

    private static int marked(int mark) {
        return 4 + mark % 2;
    }

    /** Whether a state has, or follows, what {@link #agree} was about. */
    static boolean has(ClusterState state, int mark) {
        ClusterNode node = state.map().node(marked(mark));
        return node != null && node.clientPort() == MARKS + mark;
    }

    static boolean knows(SimulatedNode node, int mark) {
        return has(node.cluster(), mark);
    }

    /** Who knows most of those that run, as an operator would choose. */
    SimulatedNode best() {
        SimulatedNode best = null;
        long reach = 0;
        for (SimulatedNode node : nodes) {
            if (!node.isUp()) {
                continue;
            }
            Succession age = best == null ? Succession.NEWER : Succession.of(node.cluster(), best.cluster());
            long its = reach(node);
            if (age == Succession.NEWER || age == Succession.SAME && its > reach) {
                best = node;
                reach = its;
            }
        }
        if (best == null) {
            throw new AssertionError("nobody is left");
        }
        return best;
    }

    long reach(SimulatedNode node) {
        List<MetaReport> reports = new ArrayList<>();
        node.<MetaReport>ask((core, to) -> core.meta(to), reports::add);
        scene.await("node " + node.number() + " answers", () -> !reports.isEmpty());
        return reports.get(0).reach();
    }

    /** Asks a node once to have the meta group begin anew there. */
    void ask(SimulatedNode node, long id, List<WishReport> reports) {
        ClusterState seen = node.cluster();
        node.<WishReport>ask(
                (core, to) -> core.recoverMeta(
                        new MetaRecoveryRequest(
                                id, seen.version(), seen.recoveries().size()),
                        to),
                reports::add);
    }

    /** The same until it is done or refused; a node that is down is asked again. */
    WishReport recover(SimulatedNode node, long id) {
        List<WishReport> reports = new ArrayList<>();
        for (int tries = 0; tries < 100; tries++) {
            reports.clear();
            ask(node, id, reports);
            scene.world.runUntil(scene.world.nanoTime() + 500_000_000L, () -> !reports.isEmpty());
            if (!reports.isEmpty() && reports.get(0).result() != WishResult.NOT_NOW) {
                return reports.get(0);
            }
        }
        throw new AssertionError("neither done nor refused: " + reports);
    }

    /** All that run know the newest, nothing moves, and replicas are where the map says, the meta group's too. */
    boolean isSettled() {
        ClusterState state = scene.state();
        if (state.rebalance() != null || !state.handovers().isEmpty()) {
            return false;
        }
        for (SimulatedNode node : nodes) {
            MetaPartition replica = node.meta();
            boolean holds = state.meta().replicas().contains(node.number());
            if (node.isUp()
                    && (!node.cluster().equals(state)
                            || holds != (replica != null)
                            || replica != null
                                    && (replica.isFollowing()
                                            || replica.generation()
                                                    != state.meta().generation()))) {
                return false;
            }
        }
        return true;
    }
}
