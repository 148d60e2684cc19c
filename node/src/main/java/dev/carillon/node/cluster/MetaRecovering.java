package dev.carillon.node.cluster;

import dev.carillon.node.runtime.Clock;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the meta group begins anew on this node, when most of its members are gone for good. One document decides it: as soon as
 * that is on this node's disk it is done, and before that nothing is. {@link LoopHandovers} then opens the generation that
 * begins with it. Runs on the meta group's loop.
 */
final class MetaRecovering {
    /** How long a node that has started may not have heard the others yet, several of their pings. */
    private static final long HEARS_NS = 3_000_000_000L;

    /** Other pasts that are told of; one is too many. */
    private static final int APART_MAX = 16;

    private final int self;
    private final ClusterView view;
    private final Peers peers;
    private final Clock clock;
    private final long startedNs;
    private final MetaGroup.RecoveryListener listener;
    private final TreeSet<Long> apart = new TreeSet<>();
    private MetaGroup.@Nullable WishAnswer underWay;
    private long underWayId;

    MetaRecovering(int self, ClusterView view, Peers peers, Clock clock, MetaGroup.RecoveryListener listener) {
        this.self = self;
        this.view = view;
        this.peers = peers;
        this.clock = clock;
        this.startedNs = clock.nanoTime();
        this.listener = listener;
    }

    /** @param replica this node's of the meta group, or null */
    void recover(MetaRecoveryRequest request, @Nullable MetaPartition replica, MetaGroup.WishAnswer answer) {
        ClusterState known = view.state();
        if (MetaRecoveryRules.isDone(known, request)) {
            answer.known(WishResult.DONE, "The meta group has begun anew already, as you asked.");
            return;
        }
        if (underWay != null) {
            answer.known(WishResult.NOT_NOW, "A recovery of the meta group is under way here. Look again.");
            return;
        }
        if (clock.nanoTime() - startedNs < HEARS_NS) {
            answer.known(
                    WishResult.NOT_NOW,
                    "Node " + self + " has just started, and may not have heard all others yet; nothing was changed."
                            + " Ask again in a few seconds.");
            return;
        }
        if (replica != null && replica.isLeading()) {
            answer.known(
                    WishResult.NOT_NOW,
                    "Node " + self + " leads the meta group, as far as it knows; nothing was changed. If most of its"
                            + " members are gone it notices in a few seconds. Look again then.");
            return;
        }
        boolean sealed = replica != null
                && (replica.isSealed() || replica.generation() > known.meta().generation());
        String obstacle = MetaRecoveryRules.obstacle(known, node -> !peers.isDown(node), self, sealed, request);
        if (obstacle != null) {
            answer.known(WishResult.REFUSED, obstacle + " Nothing was changed.");
            return;
        }
        ClusterState latest = replica == null ? known : replica.latest(known);
        if (!view.begin(MetaRecoveryRules.begun(latest, self, request.id()))) {
            answer.known(WishResult.NOT_NOW, "Something newer has just come. Nothing was changed. Look again.");
            return;
        }
        if (replica != null) {
            // From here on it helps nobody to agree on what would not be in that document.
            replica.halt();
        }
        underWay = answer;
        underWayId = request.id();
    }

    /** Now and then: answers once it is on disk. */
    void look() {
        MetaGroup.WishAnswer answer = underWay;
        if (answer == null) {
            return;
        }
        for (MetaRecovery each : view.state().recoveries()) {
            if (each.id() == underWayId) {
                underWay = null;
                listener.onBegun();
                answer.known(
                        WishResult.DONE,
                        "The meta group begins anew on node " + self + ", as generation " + each.generation()
                                + ", with state " + each.version() + ".");
                return;
            }
        }
    }

    /** Another node tells of another past. */
    void apart(int node, ClusterState said) {
        MetaRecovery theirs = last(said);
        MetaRecovery ours = last(view.state());
        if (theirs == null || ours == null || apart.size() >= APART_MAX || !apart.add(theirs.id())) {
            return;
        }
        listener.onApart("The meta group was recovered twice, apart: node " + node + " goes by recovery "
                + Long.toHexString(theirs.id()) + " on node " + theirs.node() + ", this node by recovery "
                + Long.toHexString(ours.id()) + " on node " + ours.node()
                + ". Nothing of the other one is taken here. Decide which one counts, stop the nodes that go by the"
                + " other, and replace them by new ones ('carillon ring apply --replace-lost').");
    }

    private static @Nullable MetaRecovery last(ClusterState state) {
        int size = state.recoveries().size();
        return size == 0 ? null : state.recoveries().get(size - 1);
    }
}
