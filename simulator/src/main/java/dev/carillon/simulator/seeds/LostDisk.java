package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.Rebalance;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.plan.Change;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The one node whose disk is lost, or may be: {@code ring apply --replace-lost}, as often as it takes. While there is one no
 * other disk may be lost, so that every partition keeps most of its copies.
 *
 * <pre>
 *   from     event                              to       effect
 *   none     a disk may be lost                 SUSPECT
 *   SUSPECT  it starts all the same             SUSPECT  what is wrong with it may be found later
 *   SUSPECT  it does not, or must not           LOST     the node is gone for good
 *   LOST     nothing names the node any more    none
 * </pre>
 */
final class LostDisk {
    /** Looks at a plan that was under way, until it is given up because it may wait for the lost node. */
    private static final int PATIENCE = 3;

    private final RingOperator operator;
    private final Tally tally;
    private @Nullable SimulatedNode suspect;
    private final Set<SimulatedNode> gone = new HashSet<>();
    private boolean lost;
    private int looks;

    LostDisk(RingOperator operator, Tally tally) {
        this.operator = operator;
        this.tally = tally;
    }

    /** @return false if that must not be now */
    boolean suspect(SimulatedNode node) {
        if (suspect != null || operator.successor() == null) {
            return false;
        }
        suspect = node;
        return true;
    }

    void isLost(SimulatedNode node) {
        if (suspect != node) {
            throw new IllegalStateException("node " + node.number() + " had good disks");
        }
        lost = true;
        gone.add(node);
        looks = 0;
        operator.present().remove(node);
    }

    /** Whether it never comes back. */
    boolean isGone(SimulatedNode node) {
        return gone.contains(node);
    }

    /** Which node must be replaced first; empty if none. */
    String unsettled() {
        SimulatedNode node = suspect;
        return node == null || !lost ? "" : "node " + node.number() + " is lost and not replaced yet";
    }

    /** @return whether there is nothing that should come before */
    boolean step(ClusterState state) {
        SimulatedNode node = suspect;
        if (node == null || !lost) {
            return true;
        }
        Member member = state.map().ring().member(node.number());
        boolean out = member == null || member.state() == MemberState.EVICTED;
        Rebalance now = state.rebalance();
        if (now != null) {
            boolean stuck = !out && ++looks > PATIENCE;
            if (stuck || now.phase() == Rebalance.Phase.PAUSED) {
                operator.wish(stuck ? ClusterWish.Kind.ABORT : ClusterWish.Kind.RESUME, List.of());
            }
        } else if (!out) {
            SimulatedNode successor = operator.successor();
            if (successor == null) {
                throw new IllegalStateException("nobody is left to take the place of node " + node.number());
            }
            if (operator.bring(successor, state)) {
                operator.apply(new Change.Replace(node.number(), true, Member.of(successor.number())));
            }
        } else if (isNamed(state, node.number())) {
            operator.apply(new Change.Rebalance());
        } else {
            tally.add(Happened.NODES_REPLACED, 1);
            suspect = null;
            lost = false;
            return true;
        }
        return false;
    }

    private static boolean isNamed(ClusterState state, int node) {
        return !state.handovers().isEmpty()
                || IntStream.rangeClosed(0, state.metaNumber())
                        .anyMatch(p -> state.assignment(p).replicas().contains(node));
    }
}
