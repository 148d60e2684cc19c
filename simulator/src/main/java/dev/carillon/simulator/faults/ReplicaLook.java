package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the replicas of every partition are, as the nodes say at about the same time. While messages are sent nobody is ever
 * at one entry with the others, so a replica is called behind when it lacks what the furthest one had at an earlier look.
 * Immutable.
 */
final class ReplicaLook {
    private final @Nullable PartitionMap map;
    private final Map<Integer, Map<Integer, Replica>> ofNode = new HashMap<>();
    private final List<Integer> unready = new ArrayList<>();

    /** @param answers of the nodes that answered */
    ReplicaLook(Collection<StatusReply> answers) {
        PartitionMap newest = null;
        for (StatusReply answer : answers) {
            Map<Integer, Replica> replicas = new HashMap<>();
            answer.getReplicasList().forEach(replica -> replicas.put(replica.getPartition(), replica));
            ofNode.put(answer.getNodeId(), replicas);
            if (!answer.getReady() || !answer.getConfirmed()) {
                unready.add(answer.getNodeId());
            }
            if (PartitionMapCodec.decode(answer.getMap().toByteArray()) instanceof Decoded.Whole whole
                    && (newest == null || newest.epoch() < whole.map().epoch())) {
                newest = whole.map();
            }
        }
        map = newest;
    }

    /** Whether every partition has a leader, so that the furthest replica is known. */
    boolean isWhole() {
        if (map == null) {
            return false;
        }
        for (int partition = 0; partition < map.assignments().size(); partition++) {
            int number = partition;
            boolean led = ofNode.values().stream()
                    .map(replicas -> replicas.get(number))
                    .anyMatch(replica -> replica != null && replica.getLeads());
            if (!led) {
                return false;
            }
        }
        return true;
    }

    /**
     * Replicas, of those that there should be now, without all that any had at an earlier look, or of a node that does not
     * answer or is not ready; all of them if a partition has no leader.
     */
    long behind(ReplicaLook earlier) {
        if (map == null) {
            return Long.MAX_VALUE;
        }
        boolean whole = isWhole();
        long behind = 0;
        for (int partition = 0; partition < map.assignments().size(); partition++) {
            Assignment assignment = map.assignment(partition);
            Replica aim = earlier.furthest(partition);
            for (int node : assignment.replicas()) {
                Replica replica = ofNode.getOrDefault(node, Map.of()).get(partition);
                boolean well = whole
                        && !unready.contains(node)
                        && replica != null
                        && !replica.getFollowing()
                        && replica.getGeneration() >= assignment.generation()
                        && (aim == null || compare(replica, aim) >= 0);
                behind += well ? 0 : 1;
            }
        }
        return behind;
    }

    private @Nullable Replica furthest(int partition) {
        Replica furthest = null;
        for (Map<Integer, Replica> replicas : ofNode.values()) {
            Replica replica = replicas.get(partition);
            if (replica != null && (furthest == null || compare(replica, furthest) > 0)) {
                furthest = replica;
            }
        }
        return furthest;
    }

    private static int compare(Replica a, Replica b) {
        return a.getGeneration() == b.getGeneration()
                ? Long.compare(a.getApplied(), b.getApplied())
                : Long.compare(a.getGeneration(), b.getGeneration());
    }
}
