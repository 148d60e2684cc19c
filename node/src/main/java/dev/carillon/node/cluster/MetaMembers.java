package dev.carillon.node.cluster;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Who should hold the meta group. Three nodes wherever there are so many: one that is silent now may be back in a moment,
 * and the group stays as large as it is made until the next plan. Pure; any thread.
 *
 * <pre>
 *   before others   who answers, then who holds it already
 *   only if fewer   one that holds it already and is drained, but stays in the ring
 *   than three
 *   never           one that leaves or was evicted
 * </pre>
 */
final class MetaMembers {
    private MetaMembers() {}

    /**
     * @param now who holds it
     * @param ring as it is while the plan that begins is carried out
     * @param leaving nodes that are no members any more at its end
     * @return who should; the same members if it should stay where it is
     */
    static List<Integer> of(Assignment now, PartitionMap ring, Collection<Integer> leaving, IntPredicate answers) {
        List<Integer> able = new ArrayList<>();
        List<Integer> drained = new ArrayList<>();
        for (Member member : ring.members()) {
            int node = member.id();
            if (leaving.contains(node) || member.state() == MemberState.EVICTED) {
                continue;
            }
            if (member.isActive()) {
                able.add(node);
            } else if (now.replicas().contains(node)) {
                drained.add(node);
            }
        }
        able.sort(Comparator.comparing((Integer node) -> !answers.test(node))
                .thenComparing(node -> !now.replicas().contains(node)));
        if (able.size() < ClusterState.META_MEMBERS) {
            able.addAll(drained);
        }
        if (able.isEmpty()) {
            return now.replicas();
        }
        // Of two, both would have to answer, and none could fail.
        List<Integer> to = able.subList(0, able.size() < ClusterState.META_MEMBERS ? 1 : ClusterState.META_MEMBERS);
        boolean mayStay = able.containsAll(now.replicas());
        // Those who are silent would agree on nothing, so nothing would be gained.
        boolean agree = to.stream().filter(answers::test).count() > to.size() / 2;
        return agree || !mayStay ? List.copyOf(to) : now.replicas();
    }
}
