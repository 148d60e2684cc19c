package dev.carillon.admin;

import dev.carillon.admin.v1.Moving;
import dev.carillon.admin.v1.Replica;
import dev.carillon.ring.Assignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a partition that has lost its majority, as several nodes said at about the same time: who has come
 * furthest, and why it may not be recovered from there. Immutable.
 *
 * @param generation that it is in
 * @param attempt of the handover that is under way with it; 0 for none
 * @param members who held it
 * @param left replicas of members that answer and may be recovered from, by node
 * @param survivor the one of them that has come furthest; 0 for none
 * @param obstacle why it may not be recovered, for people; null if it may
 */
record Survivors(
        int partition,
        long generation,
        int attempt,
        List<Integer> members,
        SortedMap<Integer, Replica> left,
        int survivor,
        @Nullable String obstacle) {

    private static final Comparator<Replica> FURTHER =
            Comparator.comparingInt(Replica::getLogTerm).thenComparingLong(Replica::getLogEnd);

    /** @param views at least one; a node that was not asked counts as well if the one that knows most hears it */
    static Survivors of(int partition, Collection<ClusterView> views) {
        ClusterView newest = newest(views);
        Assignment now = newest.map().assignment(partition);
        int attempt = 0;
        for (Moving moving : newest.status().getMovingList()) {
            attempt = moving.getPartition() == partition ? moving.getAttempt() : attempt;
        }
        SortedMap<Integer, Replica> left = new TreeMap<>();
        List<Integer> beyond = new ArrayList<>();
        for (ClusterView view : views) {
            for (Replica replica : view.status().getReplicasList()) {
                int node = view.status().getNodeId();
                if (replica.getPartition() == partition
                        && (replica.getGeneration() > now.generation() || isOver(replica, now))) {
                    beyond.add(node);
                } else if (replica.getPartition() == partition
                        && replica.getGeneration() == now.generation()
                        && now.replicas().contains(node)
                        && !replica.getFollowing()) {
                    left.put(node, replica);
                }
            }
        }
        int survivor = left.entrySet().stream()
                .max(Map.Entry.comparingByValue(FURTHER))
                .map(Map.Entry::getKey)
                .orElse(0);
        List<Integer> asked =
                views.stream().map(view -> view.status().getNodeId()).toList();
        String obstacle = obstacle(partition, newest, now, asked, beyond, left.keySet());
        return new Survivors(partition, now.generation(), attempt, now.replicas(), left, survivor, obstacle);
    }

    private static boolean isOver(Replica replica, Assignment now) {
        return replica.getSealed() && replica.getGeneration() == now.generation();
    }

    /** What the node says that knows most. */
    static ClusterView newest(Collection<ClusterView> views) {
        return views.stream().max(ClusterView.KNOWS_MORE).orElseThrow();
    }

    private static @Nullable String obstacle(
            int partition,
            ClusterView newest,
            Assignment now,
            List<Integer> asked,
            Collection<Integer> beyond,
            Collection<Integer> left) {
        List<Integer> well = now.replicas().stream()
                .filter(node -> asked.contains(node) || newest.healthy().test(node))
                .toList();
        if (well.size() >= now.majority()) {
            return "Nodes " + well + " answer, a majority of those that hold partition " + partition
                    + ". They go on by themselves.";
        }
        if (!beyond.isEmpty()) {
            return "Partition " + partition + " goes on to its next generation on nodes " + beyond
                    + ", which the map does not say yet: nothing is lost, and it is led again as soon as a majority of those"
                    + " that it moves to answers ('carillon ring watch' names them).";
        }
        List<Integer> silent =
                well.stream().filter(node -> !asked.contains(node)).toList();
        if (!silent.isEmpty()) {
            return "Nodes " + silent + " hold partition " + partition
                    + " and answer other nodes, but were not asked here: they may have come further. Name their admin"
                    + " addresses, too (--server).";
        }
        if (left.isEmpty()) {
            return "No node that answers has a whole replica of partition " + partition + ". Bring one of nodes "
                    + now.replicas() + " back, or restore a backup.";
        }
        return null;
    }

    /** Members that do not answer, or have no whole replica; what they have of the partition is given up. */
    List<Integer> gone() {
        return members.stream().filter(node -> !left.containsKey(node)).toList();
    }

    private Replica chosen() {
        Replica replica = left.get(survivor);
        if (replica == null) {
            throw new IllegalStateException("nobody is left of partition " + partition);
        }
        return replica;
    }

    /** The words of the change that recovers it. */
    List<String> words() {
        return List.of(
                Integer.toString(partition),
                Integer.toString(survivor),
                Long.toString(generation),
                Integer.toString(attempt));
    }

    String text() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, "partition %d, generation %d, on nodes %s%n", partition, generation, members));
        left.forEach((node, replica) -> out.append(String.format(
                Locale.ROOT,
                "  node %-4d %-9s log ends at entry %d of term %d, %d of them applied, history %d%n",
                node,
                node == survivor ? "survivor" : "behind",
                replica.getLogEnd(),
                replica.getLogTerm(),
                replica.getApplied(),
                replica.getHistory())));
        gone().forEach(node ->
                out.append(String.format(Locale.ROOT, "  node %-4d no answer here, or no whole replica%n", node)));
        String why = obstacle;
        if (why != null) {
            return out.append("  ").append(why).append(System.lineSeparator()).toString();
        }
        Replica chosen = chosen();
        out.append(String.format(
                Locale.ROOT,
                "  Kept: all that node %d has, also its last %d entries, which may or may not have been acked.%n",
                survivor,
                Math.max(0, chosen.getLogEnd() - chosen.getApplied())));
        out.append(String.format(
                Locale.ROOT,
                "  May be lost: whatever nodes %s acked together without node %d, after entry %d: sends, receipts and"
                        + " cursors of the users of this partition, and messages to them. How much, nobody here can tell.%n",
                gone(),
                survivor,
                chosen.getLogEnd()));
        out.append(String.format(
                Locale.ROOT,
                "  Given up: what nodes %s have of this partition. If they return, it is removed there.%n",
                members.stream().filter(node -> node != survivor).toList()));
        return out.toString();
    }

    /** For JSON. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("partition", partition);
        facts.put("generation", generation);
        facts.put("members", members);
        facts.put("gone", gone());
        facts.put("survivor", survivor);
        facts.put("obstacle", obstacle);
        List<Map<String, Object>> replicas = new ArrayList<>();
        left.forEach((node, replica) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("node", node);
            each.put("log_term", replica.getLogTerm());
            each.put("log_end", replica.getLogEnd());
            each.put("applied", replica.getApplied());
            each.put("history", replica.getHistory());
            replicas.add(each);
        });
        facts.put("replicas", replicas);
        return facts;
    }
}
