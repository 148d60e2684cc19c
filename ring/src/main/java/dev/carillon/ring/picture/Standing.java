package dev.carillon.ring.picture;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.NodeIndex;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * One node as both pictures show it.
 *
 * @param replicas partitions that it holds
 * @param leads partitions that it should lead now, others' failures included
 * @param share replicas that it ought to hold; 0 unless it is active
 */
record Standing(Member member, boolean healthy, int replicas, int leads, double share) {
    /** All nodes, those of a zone beside each other. */
    static List<Standing> of(PartitionMap map, IntPredicate healthy) {
        NodeIndex index = new NodeIndex(map.members());
        int[] replicas = new int[index.size()];
        int[] leads = new int[index.size()];
        for (Assignment assignment : map.assignments()) {
            assignment.replicas().forEach(node -> replicas[index.of(node)]++);
            assignment.leader(healthy).ifPresent(node -> leads[index.of(node)]++);
        }
        double[] shares =
                map.members().stream().anyMatch(Member::isActive) ? Placement.idealShares(map) : new double[0];
        List<Standing> all = new ArrayList<>();
        int active = 0;
        for (int i = 0; i < index.size(); i++) {
            Member member = map.members().get(i);
            double share = member.isActive() ? shares[active++] : 0;
            all.add(new Standing(member, healthy.test(member.id()), replicas[i], leads[i], share));
        }
        all.sort(Comparator.comparing((Standing standing) -> standing.member().zone()));
        return all;
    }

    /** One word. */
    String state() {
        boolean silent = !healthy && member.state() != MemberState.EVICTED;
        return silent ? "down" : member.state().name().toLowerCase(Locale.ROOT);
    }

    boolean isWell() {
        return healthy && member.isActive();
    }

    /** Replicas in percent of the share; empty where there is none. */
    String percent() {
        return share == 0 ? "" : Math.round(100 * replicas / share) + " %";
    }
}
