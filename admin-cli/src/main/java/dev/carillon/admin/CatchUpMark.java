package dev.carillon.admin;

import dev.carillon.admin.v1.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the leaders of partitions had come at a moment. A replica that has come as far needs nothing any more of what was
 * there then; no threshold says what counts as close. A partition that nobody led at that moment counts from when somebody
 * is seen to lead it. One thread.
 */
final class CatchUpMark {
    private final Map<Integer, Replica> leaders = new TreeMap<>();

    /** @param views of all nodes, at about the same time; of two that lead a partition the one that is further counts */
    void see(Collection<ClusterView> views) {
        Replicas.leaders(views).forEach(leaders::putIfAbsent);
    }

    /** Partitions that a node should hold, and has not as far as their leaders had them, or of which no leader was seen. */
    List<Integer> behind(ClusterView view) {
        int node = view.status().getNodeId();
        Map<Integer, Replica> own = new TreeMap<>();
        view.status().getReplicasList().forEach(replica -> own.put(replica.getPartition(), replica));
        List<Integer> behind = new ArrayList<>();
        for (int p = 0; p < view.map().assignments().size(); p++) {
            Replica leader = leaders.get(p);
            Replica here = own.get(p);
            if (view.map().assignment(p).replicas().contains(node)
                    && (leader == null || here == null || here.getFollowing() || Replicas.isBehind(here, leader))) {
                behind.add(p);
            }
        }
        return behind;
    }
}
