package dev.carillon.node.replication.raft;

import io.microraft.RaftEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Who a replica is: a node, in one generation of a group, with the disk it has now. A wiped disk makes a new incarnation,
 * for what the old one voted is forgotten with it. Immutable.
 */
public final class RaftMember implements RaftEndpoint {
    private final int node;
    private final long generation;
    private final long incarnation;
    private final String name;

    /**
     * @param generation of the group, from 1
     * @param incarnation of the node's disk, from 1
     */
    public RaftMember(int node, long generation, long incarnation) {
        this.node = node;
        this.generation = generation;
        this.incarnation = incarnation;
        this.name = "node " + node + " (generation " + generation + ", incarnation " + incarnation + ")";
    }

    public int node() {
        return node;
    }

    public long generation() {
        return generation;
    }

    public long incarnation() {
        return incarnation;
    }

    @Override
    public Object getId() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RaftMember that
                && node == that.node
                && generation == that.generation
                && incarnation == that.incarnation;
    }

    /** By hand: the engine iterates over hash maps of members, so the order must be the same in every JVM. */
    @Override
    public int hashCode() {
        return (31 * node + Long.hashCode(generation)) * 31 + Long.hashCode(incarnation);
    }

    @Override
    public String toString() {
        return name;
    }
}
