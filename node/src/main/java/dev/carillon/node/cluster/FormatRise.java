package dev.carillon.node.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * When the cluster may write a newer {@link Format}: once every node has said that it knows it, over the connection that
 * stands now, for a node that was away may be another build when it returns. On the meta group's loop.
 */
final class FormatRise {
    private record Said(int newest, long connection) {}

    private final int self;
    private final int newest;
    private final IntToLongFunction connections;
    private final Map<Integer, Said> heard = new TreeMap<>();

    /**
     * @param newest that this node knows
     * @param connections see {@link Peers#connection}
     */
    FormatRise(int self, int newest, IntToLongFunction connections) {
        this.self = self;
        this.newest = newest;
        this.connections = connections;
    }

    void heard(int node, int knows) {
        heard.put(node, new Said(knows, connections.applyAsLong(node)));
    }

    /** @return null if there is nothing to rise to yet */
    @Nullable
    ClusterState next(ClusterState state) {
        int all = newest;
        if (all <= state.format()) {
            return null;
        }
        for (ClusterNode node : state.map().nodes()) {
            if (node.id() != self) {
                all = Math.min(all, knows(node.id()));
            }
        }
        return all > state.format() ? state.next().withFormat(all) : null;
    }

    private int knows(int node) {
        Said said = heard.get(node);
        return said != null && said.connection() != 0 && said.connection() == connections.applyAsLong(node)
                ? said.newest()
                : Format.FIRST;
    }
}
