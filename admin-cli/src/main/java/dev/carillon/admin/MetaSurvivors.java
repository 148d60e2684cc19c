package dev.carillon.admin;

import dev.carillon.admin.v1.MetaRecovery;
import dev.carillon.admin.v1.Moving;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
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
 * What is left of a meta group that has lost its majority, as several nodes said at about the same time: who knows most, also
 * outside the group, and why it may not begin anew there. Immutable.
 *
 * @param newest what the node says that knows most
 * @param left what the nodes say that were asked and answered, by node
 * @param silent members of the meta group that answer nobody
 * @param survivor the node that it would begin anew on; 0 for none
 * @param obstacle why it may not, for people; null if it may
 */
record MetaSurvivors(
        ClusterView newest,
        SortedMap<Integer, ClusterView> left,
        List<Integer> silent,
        int survivor,
        @Nullable String obstacle) {

    /**
     * What was surely agreed on counts first: a log may go on with a proposal that came to nothing. Where all have heard the
     * newest, the one counts whose log has more.
     */
    private static final Comparator<ClusterView> KNOWS_MORE = ClusterView.KNOWS_MORE
            .thenComparingLong(view -> view.status().getMetaReach())
            .thenComparing(view -> view.status().hasMetaReplica())
            .thenComparing(view -> -view.status().getNodeId());

    /** @param views at least one, of nodes of one cluster */
    static MetaSurvivors of(Collection<ClusterView> views) {
        SortedMap<Integer, ClusterView> left = new TreeMap<>();
        views.forEach(view -> left.put(view.status().getNodeId(), view));
        ClusterView newest = left.values().stream().max(KNOWS_MORE).orElseThrow();
        List<Integer> silent = newest.status().getMetaReplicasList().stream()
                .filter(node -> !isHeard(node, left.values()))
                .toList();
        int survivor = left.values().stream()
                .filter(view -> newest.map().member(view.status().getNodeId()) != null)
                .max(KNOWS_MORE)
                .map(view -> view.status().getNodeId())
                .orElse(0);
        return new MetaSurvivors(newest, left, silent, survivor, obstacle(newest, left, silent, survivor));
    }

    private static boolean isHeard(int node, Collection<ClusterView> views) {
        return views.stream().anyMatch(view -> view.healthy().test(node));
    }

    private static @Nullable String obstacle(
            ClusterView newest, SortedMap<Integer, ClusterView> left, List<Integer> silent, int survivor) {
        String apart = MetaPast.apart(left.values());
        if (apart != null) {
            return apart;
        }
        List<Integer> members = newest.status().getMetaReplicasList();
        List<Integer> well =
                members.stream().filter(node -> !silent.contains(node)).toList();
        if (2 * well.size() > members.size()) {
            return "Nodes " + well
                    + " answer, a majority of those that hold the meta group: it goes on by itself, and there is"
                    + " nothing to recover.";
        }
        List<Integer> leads = left.entrySet().stream()
                .filter(each -> each.getValue().status().getMetaReplica().getLeads())
                .map(Map.Entry::getKey)
                .toList();
        if (!leads.isEmpty()) {
            return "Node " + leads.get(0) + " leads the meta group. If most of its members are gone it notices in a few"
                    + " seconds; look again then.";
        }
        String beyond = beyond(newest, left);
        if (beyond != null) {
            return beyond;
        }
        List<Integer> unasked = newest.status().getNodesList().stream()
                .map(address -> address.getNodeId())
                .filter(node -> !left.containsKey(node) && isHeard(node, left.values()))
                .toList();
        if (!unasked.isEmpty()) {
            return "Nodes " + unasked
                    + " answer other nodes, but were not asked here: they may know more. Name their admin"
                    + " addresses, too (--server).";
        }
        return survivor == 0
                ? "No node that answers is a member of the ring. Bring one back, or restore a backup into a new cluster."
                : null;
    }

    /** The group may be about to go on elsewhere. */
    private static @Nullable String beyond(ClusterView newest, SortedMap<Integer, ClusterView> left) {
        int meta = newest.map().assignments().size();
        for (Moving moving : newest.status().getMovingList()) {
            long well = moving.getToList().stream()
                    .filter(node -> isHeard(node, left.values()))
                    .count();
            boolean sealed = left.values().stream()
                    .map(view -> view.status().getMetaReplica())
                    .anyMatch(replica -> replica.getSealed() || replica.getGeneration() > metaGeneration(newest));
            if (moving.getPartition() == meta && sealed && 2 * well > moving.getToCount()) {
                return "The meta group goes on to nodes " + moving.getToList()
                        + ", of which a majority answers: nothing is lost. Look again in a few seconds.";
            }
        }
        return null;
    }

    private static long metaGeneration(ClusterView view) {
        return view.status().getMetaGeneration();
    }

    /** Whether all that were asked know the same; if not, they may be about to tell each other. */
    boolean isSettled() {
        return left.values().stream().allMatch(view -> ClusterView.KNOWS_MORE.compare(view, newest) == 0);
    }

    /** Of the node that was chosen. */
    StatusReply chosen() {
        ClusterView view = left.get(survivor);
        if (view == null) {
            throw new IllegalStateException("nobody is left");
        }
        return view.status();
    }

    String text() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "meta group, generation %d, on nodes %s%n",
                metaGeneration(newest),
                newest.status().getMetaReplicasList()));
        left.forEach((node, view) -> out.append(String.format(
                Locale.ROOT,
                "  node %-4d %-9s knows state %d, could begin with state %d, %s%n",
                node,
                node == survivor && obstacle == null ? "survivor" : "",
                view.status().getClusterVersion(),
                view.status().getMetaReach(),
                replica(view))));
        silent.forEach(node -> out.append(String.format(Locale.ROOT, "  node %-4d no answer%n", node)));
        String why = obstacle;
        if (why != null) {
            return out.append("  ").append(why).append(System.lineSeparator()).toString();
        }
        StatusReply chosen = chosen();
        out.append(String.format(
                Locale.ROOT,
                "  Kept: state %d of the cluster, as node %d has it, with all that moves; also the last %d changes in its log,"
                        + " which may or may not have been agreed on.%n",
                chosen.getMetaReach(),
                survivor,
                chosen.getMetaReach() - chosen.getClusterVersion()));
        out.append(String.format(
                Locale.ROOT,
                "  May be lost: changes of the ring, plans and nodes that nodes %s agreed on after state %d and told nobody"
                        + " who answers. What partitions hold is not touched.%n",
                silent,
                chosen.getMetaReach()));
        out.append(String.format(
                Locale.ROOT,
                "  Given up: what nodes %s have of the meta group. If they return they are told, and it is removed there.%n",
                silent));
        return out.toString();
    }

    private static String replica(ClusterView view) {
        if (!view.status().hasMetaReplica()) {
            return "has no replica of it";
        }
        Replica replica = view.status().getMetaReplica();
        return String.format(
                Locale.ROOT,
                "log ends at entry %d of term %d, %d of them applied",
                replica.getLogEnd(),
                replica.getLogTerm(),
                replica.getApplied());
    }

    /** For JSON. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("generation", metaGeneration(newest));
        facts.put("members", newest.status().getMetaReplicasList());
        facts.put("silent", silent);
        facts.put("survivor", obstacle == null ? survivor : 0);
        facts.put("obstacle", obstacle);
        List<Map<String, Object>> nodes = new ArrayList<>();
        left.forEach((node, view) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("node", node);
            each.put("state", view.status().getClusterVersion());
            each.put("reach", view.status().getMetaReach());
            each.put("holds", view.status().hasMetaReplica());
            nodes.add(each);
        });
        facts.put("nodes", nodes);
        List<Map<String, Object>> past = new ArrayList<>();
        for (MetaRecovery recovery : newest.status().getMetaRecoveriesList()) {
            past.add(MetaPast.facts(recovery));
        }
        facts.put("recoveries", past);
        return facts;
    }
}
