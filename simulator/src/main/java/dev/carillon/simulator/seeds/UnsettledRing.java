package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.simulated.SimulatedNode;
import java.util.List;

/** What of a cluster's ring is still on the move, or not as its map says. */
final class UnsettledRing {
    private UnsettledRing() {}

    /** @return in words; empty if nothing is */
    static String of(ClusterState state, List<SimulatedNode> present) {
        if (state.rebalance() != null || !state.handovers().isEmpty()) {
            return "a plan is under way: " + state.rebalance() + ", " + state.handovers() + details(state, present);
        }
        for (SimulatedNode node : present) {
            boolean named = state.knows(node.number());
            if (named && node.cluster().version() != state.version()) {
                return "node " + node.number() + " knows version "
                        + node.cluster().version() + " of " + state.version();
            }
            for (int p = 0; named && p <= state.metaNumber(); p++) {
                PartitionReplica replica = p == state.metaNumber() ? node.meta() : node.replica(p);
                boolean holds = state.assignment(p).replicas().contains(node.number());
                if (holds != (replica != null)) {
                    return "node " + node.number() + (holds ? " lacks" : " still has") + " partition " + p + " ("
                            + state.assignment(p) + ", " + node.describe(p) + ")";
                }
                if (replica != null
                        && (replica.isFollowing()
                                || replica.keepsSealed()
                                || replica.generation() != state.assignment(p).generation())) {
                    return "partition " + p + " on node " + node.number() + " is in generation " + replica.generation()
                            + (replica.isFollowing() ? ", follows" : "")
                            + (replica.keepsSealed() ? ", keeps the last one" : "")
                            + (replica.isSealed() ? ", is sealed" : "")
                            + (replica.isFreezing() ? ", is freezing" : "") + ", at " + replica.applied()
                            + ", not where the map is: " + state.assignment(p);
                }
            }
        }
        return "";
    }

    private static String details(ClusterState state, List<SimulatedNode> present) {
        StringBuilder out = new StringBuilder();
        state.handovers().stream().limit(1).forEach(handover -> {
            for (SimulatedNode node : present) {
                int p = handover.partition();
                PartitionReplica replica = p == state.metaNumber() ? node.meta() : node.replica(p);
                out.append("\n   node ").append(node.number()).append(": ").append(node.describe(p));
                if (replica != null) {
                    out.append(", generation ")
                            .append(replica.generation())
                            .append(replica.isFollowing() ? ", follows" : "")
                            .append(replica.isLeading() ? ", leads" : "")
                            .append(replica.isSealed() ? ", sealed" : "")
                            .append(replica.isBaseDurable() ? ", base durable" : "")
                            .append(", at ")
                            .append(replica.applied());
                }
            }
        });
        return out.toString();
    }
}
