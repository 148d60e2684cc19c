package dev.carillon.admin;

import dev.carillon.admin.v1.MetaRecovery;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How often the meta group began anew, as nodes know it, and whether that is one story. */
final class MetaPast {
    private MetaPast() {}

    /** If it was recovered twice, apart: who goes by which, and what to do. Null if all is well. */
    static @Nullable String apart(Collection<ClusterView> views) {
        ClusterView longest = null;
        for (ClusterView view : views) {
            longest = longest == null
                            || recoveries(view).size() > recoveries(longest).size()
                    ? view
                    : longest;
        }
        for (ClusterView view : views) {
            if (longest != null && !isPartOf(recoveries(view), recoveries(longest))) {
                return "The meta group was recovered twice, apart, and nodes go by different recoveries: " + who(views)
                        + ". Decide which one counts, stop the nodes that go by the other, and replace them by new ones"
                        + " ('carillon ring apply --replace-lost').";
            }
        }
        return null;
    }

    private static boolean isPartOf(List<MetaRecovery> some, List<MetaRecovery> all) {
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i).getId() != all.get(i).getId()) {
                return false;
            }
        }
        return true;
    }

    private static String who(Collection<ClusterView> views) {
        Map<Integer, String> each = new TreeMap<>();
        for (ClusterView view : views) {
            List<MetaRecovery> past = recoveries(view);
            each.put(
                    view.status().getNodeId(),
                    past.isEmpty()
                            ? "none"
                            : Long.toHexString(past.get(past.size() - 1).getId()) + " on node "
                                    + past.get(past.size() - 1).getNodeId());
        }
        StringBuilder words = new StringBuilder();
        each.forEach((node, by) -> words.append(words.isEmpty() ? "" : ", ")
                .append("node ")
                .append(node)
                .append(" by ")
                .append(by));
        return words.toString();
    }

    private static List<MetaRecovery> recoveries(ClusterView view) {
        return view.status().getMetaRecoveriesList();
    }

    /** For JSON. */
    static Map<String, Object> facts(MetaRecovery recovery) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", Long.toHexString(recovery.getId()));
        facts.put("node", recovery.getNodeId());
        facts.put("generation", recovery.getGeneration());
        facts.put("state", recovery.getVersion());
        return facts;
    }
}
