package dev.carillon.node.cluster;

import dev.carillon.node.replication.raft.GroupDirectory;
import dev.carillon.node.replication.raft.RaftGroup;
import dev.carillon.node.replication.raft.RaftMember;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the meta group agrees on: the map, who is in the meta group itself, what is on the move. Every change makes
 * another one with the next version. Immutable, any thread.
 *
 * @param version from 1; of two of a cluster the higher one is the newer, see {@link Succession}
 * @param meta who holds the meta group; it is a partition like any other, with the number {@link #metaNumber}
 * @param handovers under way, by partition
 * @param attempts the last number that a handover got
 * @param rebalance the plan that is carried out, or null
 * @param past plans that are over, the newest last, {@link #PAST_MAX} at most
 * @param receipts of moves, the newest last, {@link #RECEIPTS_MAX} at most
 * @param recoveries of the meta group, the newest last, {@link MetaRecovery#TIMES_MAX} at most
 * @param format that nodes write, see {@link Format}; never falls
 */
public record ClusterState(
        long version,
        ClusterMap map,
        Assignment meta,
        List<Handover> handovers,
        int attempts,
        @Nullable Rebalance rebalance,
        List<Rebalance> past,
        List<MoveReceipt> receipts,
        List<MetaRecovery> recoveries,
        int format)
        implements GroupDirectory {
    /** Members of the meta group, where there are so many nodes. */
    public static final int META_MEMBERS = 3;

    public static final int PAST_MAX = 16;
    public static final int RECEIPTS_MAX = 256;

    public ClusterState {
        handovers = List.copyOf(handovers);
        past = List.copyOf(past);
        receipts = List.copyOf(receipts);
        recoveries = List.copyOf(recoveries);
    }

    /** That of a cluster that begins: the first nodes hold the meta group. */
    public static ClusterState initial(ClusterMap map) {
        int members = map.nodes().size() >= META_MEMBERS ? META_MEMBERS : 1;
        List<Integer> first =
                map.nodes().stream().map(ClusterNode::id).limit(members).toList();
        return new ClusterState(
                1, map, new Assignment(1, first), List.of(), 0, null, List.of(), List.of(), List.of(), Format.FIRST);
    }

    // With one thing changed, everything else as it is. All changes of a state are made of these.

    /** The same under the next version. */
    ClusterState next() {
        return withVersion(version + 1);
    }

    ClusterState withVersion(long other) {
        return new ClusterState(other, map, meta, handovers, attempts, rebalance, past, receipts, recoveries, format);
    }

    ClusterState withMap(ClusterMap other) {
        return new ClusterState(
                version, other, meta, handovers, attempts, rebalance, past, receipts, recoveries, format);
    }

    /** The same nodes in another ring. */
    ClusterState withRing(PartitionMap ring) {
        return withMap(new ClusterMap(map.id(), ring, map.nodes()));
    }

    /** Other nodes around the same ring. */
    ClusterState withNodes(List<ClusterNode> nodes) {
        return withMap(new ClusterMap(map.id(), map.ring(), nodes));
    }

    ClusterState withMeta(Assignment other) {
        return new ClusterState(
                version, map, other, handovers, attempts, rebalance, past, receipts, recoveries, format);
    }

    ClusterState withHandovers(List<Handover> others) {
        return new ClusterState(version, map, meta, others, attempts, rebalance, past, receipts, recoveries, format);
    }

    ClusterState withAttempts(int last) {
        return new ClusterState(version, map, meta, handovers, last, rebalance, past, receipts, recoveries, format);
    }

    ClusterState withRebalance(@Nullable Rebalance other) {
        return new ClusterState(version, map, meta, handovers, attempts, other, past, receipts, recoveries, format);
    }

    /** Plans that are over, of which the newest are kept. */
    ClusterState withPast(List<Rebalance> others) {
        return new ClusterState(
                version,
                map,
                meta,
                handovers,
                attempts,
                rebalance,
                newest(others, PAST_MAX),
                receipts,
                recoveries,
                format);
    }

    /** Receipts of moves, of which the newest are kept. */
    ClusterState withReceipts(List<MoveReceipt> others) {
        return new ClusterState(
                version,
                map,
                meta,
                handovers,
                attempts,
                rebalance,
                past,
                newest(others, RECEIPTS_MAX),
                recoveries,
                format);
    }

    ClusterState withRecoveries(List<MetaRecovery> others) {
        return new ClusterState(version, map, meta, handovers, attempts, rebalance, past, receipts, others, format);
    }

    ClusterState withFormat(int other) {
        return new ClusterState(version, map, meta, handovers, attempts, rebalance, past, receipts, recoveries, other);
    }

    private static <T> List<T> newest(List<T> all, int max) {
        return all.subList(Math.max(0, all.size() - max), all.size());
    }

    /** The meta group's number among partitions. */
    public int metaNumber() {
        return map.ring().assignments().size();
    }

    /** Who holds a partition, or the meta group, in its present generation. */
    public Assignment assignment(int partition) {
        return partition == metaNumber() ? meta : map.ring().assignment(partition);
    }

    /** What is under way with it, or null. */
    public @Nullable Handover handover(int partition) {
        for (Handover handover : handovers) {
            if (handover.partition() == partition) {
                return handover;
            }
        }
        return null;
    }

    /**
     * The last generation of the meta group that began anew on a node, by a recovery: with this document and nothing before
     * it that would have to be fetched or heard. 0 for none, and of other partitions.
     */
    public long begunAnew(int partition, int node) {
        long last = 0;
        for (MetaRecovery each : recoveries) {
            last = partition == metaNumber() && each.node() == node ? each.generation() : last;
        }
        return last;
    }

    /** Whether a node is a member of a partition's group in that generation, present or next; in no other one is anybody. */
    public boolean isMember(int node, int partition, long generation) {
        Assignment now = assignment(partition);
        if (now.generation() == generation) {
            return now.replicas().contains(node);
        }
        Handover handover = handover(partition);
        return handover != null
                && now.generation() + 1 == generation
                && handover.to().contains(node);
    }

    /** Whether a node of that number is there, or is about to come. */
    public boolean knows(int node) {
        return map.node(node) != null;
    }

    /** The group of a partition in its present generation, or in the next one if that is about to begin. */
    @Override
    public RaftGroup group(int partition, long generation) {
        Assignment now = assignment(partition);
        if (now.generation() == generation) {
            return group(partition, now);
        }
        Handover handover = handover(partition);
        if (handover != null && now.generation() + 1 == generation) {
            return group(partition, now.followedBy(handover.to()));
        }
        throw new IllegalStateException("partition " + partition + " is in generation " + now.generation()
                + " and has none of the number " + generation);
    }

    private RaftGroup group(int partition, Assignment assignment) {
        List<RaftMember> members = new ArrayList<>();
        for (int replica : assignment.replicas()) {
            ClusterNode node = map.node(replica);
            if (node == null) {
                throw new IllegalStateException("node " + replica + " has vanished from the map");
            }
            members.add(new RaftMember(replica, assignment.generation(), node.incarnation()));
        }
        return new RaftGroup(partition, members);
    }
}
