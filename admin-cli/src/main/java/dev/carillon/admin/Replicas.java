package dev.carillon.admin;

import dev.carillon.admin.v1.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which replicas lead, and how far they have come, in what several nodes said at about the same time. */
final class Replicas {
    private Replicas() {}

    /** By partition; of two that lead one the later generation counts, and of those the further one. */
    static SortedMap<Integer, Replica> leaders(Collection<ClusterView> views) {
        SortedMap<Integer, Replica> leaders = new TreeMap<>();
        for (ClusterView view : views) {
            for (Replica replica : view.status().getReplicasList()) {
                if (replica.getLeads()) {
                    leaders.merge(replica.getPartition(), replica, (a, b) -> isBehind(a, b) ? b : a);
                }
            }
        }
        return leaders;
    }

    /** Numbers of the nodes that hold a partition, its leader first. */
    static List<Integer> holders(int partition, Map<Integer, ClusterView> now) {
        List<Integer> holders = new ArrayList<>();
        now.forEach((node, view) -> view.status().getReplicasList().stream()
                .filter(replica -> replica.getPartition() == partition && !replica.getFollowing())
                .findAny()
                .ifPresent(replica -> holders.add(replica.getLeads() ? 0 : holders.size(), node)));
        return holders;
    }

    /** Whether one replica has come less far than another. */
    static boolean isBehind(Replica one, Replica other) {
        return one.getGeneration() < other.getGeneration()
                || one.getGeneration() == other.getGeneration() && one.getApplied() < other.getApplied();
    }
}
