package dev.carillon.node.cluster;

import dev.carillon.ring.Member;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ClusterFacts;
import dev.carillon.ring.plan.Limits;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.Planned;
import dev.carillon.ring.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Has what a node held copied to others when it is gone for long, as an operator would with a drain: the node stays a member,
 * holds nothing, and gets its share again when it is activated. One plan at a time, and only while nothing else moves; not
 * while a further node is silent that may be back soon, for a plan would count on it. Runs on the meta group's loop, of
 * the node that leads it.
 */
final class Repair {
    private static final long LOOK_NS = 1_000_000_000L;
    private static final String WORDS = "repair: ";

    private final long afterNs;
    private final IntPredicate isDown;
    private final Consumer<String> notices;
    private final TreeMap<Integer, Long> goneSinceNs = new TreeMap<>();
    private String told = "";
    private long nextNs;

    /**
     * @param afterNs how long a node must have been silent; 0: it is left to operators
     * @param notices hears, for people, when nothing can be done; once as long as it stays so
     */
    Repair(long afterNs, IntPredicate isDown, Consumer<String> notices, long nowNs) {
        this.afterNs = afterNs;
        this.isDown = isDown;
        this.notices = notices;
        this.nextNs = nowNs;
    }

    /** This node leads the group no more, or not yet: what it saw counts no more. */
    void forget() {
        goneSinceNs.clear();
        told = "";
    }

    /** @return the state that follows, or null if nothing is to be done */
    @Nullable
    ClusterState next(ClusterState state, long nowNs, long nowMs) {
        if (afterNs == 0 || nowNs - nextNs < 0) {
            return null;
        }
        nextNs = nowNs + LOOK_NS;
        List<Integer> gone = gone(state, nowNs);
        if (gone.isEmpty() || state.rebalance() != null || !state.handovers().isEmpty()) {
            return null;
        }
        List<Change> changes = new ArrayList<>();
        gone.forEach(node -> changes.add(new Change.Drain(node)));
        ClusterFacts facts =
                new ClusterFacts(partition -> 1, node -> Long.MAX_VALUE, node -> !goneSinceNs.containsKey(node));
        Planned planned = new Planner(Limits.REPAIR, facts).plan(state.map().ring(), changes);
        String why = planned instanceof Planned.Refused refused
                ? refused.sentence()
                : obstacle(state, ((Planned.Ready) planned).plan());
        if (why != null) {
            tell("Node " + gone + " has been silent for long, and nobody can take its place: " + why
                    + " Bring it back, or join another one with 'carillon ring apply --replace-lost'.");
            return null;
        }
        Plan plan = ((Planned.Ready) planned).plan();
        tell("Node " + gone + " has been silent for long: what it held is copied to others.");
        return ClusterChanges.begin(state, plan, WORDS, facts.healthy(), nowMs);
    }

    private static @Nullable String obstacle(ClusterState state, Plan plan) {
        return plan.target().members().stream().filter(Member::isActive).count()
                        < state.map().ring().replicationFactor()
                ? "fewer nodes are left than a partition has replicas."
                : ClusterWish.obstacle(state, plan);
    }

    /** Active members that are gone for long; none while another one may be back soon. */
    private List<Integer> gone(ClusterState state, long nowNs) {
        List<Integer> absent = new ArrayList<>();
        boolean recent = false;
        for (Member member : state.map().ring().members()) {
            int node = member.id();
            if (!member.isActive() || !isDown.test(node)) {
                goneSinceNs.remove(node);
                continue;
            }
            Long since = goneSinceNs.putIfAbsent(node, nowNs);
            if (since == null || nowNs - since < afterNs) {
                recent = true;
            } else {
                absent.add(node);
            }
        }
        if (goneSinceNs.isEmpty()) {
            told = "";
        }
        return recent ? List.of() : absent;
    }

    private void tell(String words) {
        if (!words.equals(told)) {
            told = words;
            notices.accept(words);
        }
    }
}
