package dev.carillon.node.cluster;

import java.util.List;

/**
 * How one state of a cluster stands to another. What the meta group agreed on before it was recovered, and did not know
 * then, is older than the recovery, whatever its version: who agreed on it has lost its say. So more recoveries count
 * first, then the higher version. Of recoveries that were made apart neither follows the other.
 */
public enum Succession {
    OLDER,
    SAME,
    NEWER,
    /** Each has a recovery that the other one does not have: the meta group was recovered twice, apart. */
    APART;

    /** How {@code said} stands to {@code known}. */
    public static Succession of(ClusterState said, ClusterState known) {
        List<MetaRecovery> its = said.recoveries();
        List<MetaRecovery> ours = known.recoveries();
        for (int i = 0; i < its.size() && i < ours.size(); i++) {
            if (its.get(i).id() != ours.get(i).id()) {
                return APART;
            }
        }
        return of(said.version(), its.size(), known);
    }

    /**
     * The same of a state of which only this is known.
     *
     * @param recoveries how many it has
     * @param lastId of the last of them; 0 if there is none
     */
    static Succession of(long version, int recoveries, long lastId, ClusterState known) {
        List<MetaRecovery> ours = known.recoveries();
        if (recoveries > 0
                && recoveries <= ours.size()
                && ours.get(recoveries - 1).id() != lastId) {
            return APART;
        }
        return of(version, recoveries, known);
    }

    private static Succession of(long version, int recoveries, ClusterState known) {
        int more = Integer.compare(recoveries, known.recoveries().size());
        int order = more == 0 ? Long.compare(version, known.version()) : more;
        return order == 0 ? SAME : order < 0 ? OLDER : NEWER;
    }
}
