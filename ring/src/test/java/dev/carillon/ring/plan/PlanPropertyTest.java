package dev.carillon.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.RandomRing;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.placement.RingChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanPropertyTest {
    private static final int RINGS = 25;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    private static Planned plan(PartitionMap map, List<Change> changes) {
        return new Planner(Limits.DEFAULT, ClusterFacts.evenly(1000)).plan(map, changes);
    }

    private static List<Change> changes(RandomRing ring, PartitionMap map) {
        List<Change> changes = new ArrayList<>();
        Random random = ring.random();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int node = map.members().get(random.nextInt(map.members().size())).id();
            changes.add(
                    switch (random.nextInt(9)) {
                        case 0, 1 -> new Change.Join(ring.member());
                        case 2 -> new Change.Drain(node);
                        case 3 -> new Change.Leave(node);
                        case 4 -> new Change.Evict(node);
                        case 5 -> new Change.Replace(node, random.nextBoolean(), ring.member());
                        case 6 -> new Change.Reweigh(node, 50 * (1 + random.nextInt(6)));
                        case 7 -> new Change.Rezone(node, ring.zone());
                        default -> new Change.Replicas(1 + random.nextInt(4));
                    });
        }
        return changes;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPlanReachesItsTargetThroughValidMapsAndMayStopAnywhere(int seed) {
        int made = 0;
        for (int i = 0; i < RINGS; i++) {
            RandomRing ring = new RandomRing(seed * 1000L + i);
            PartitionMap map = ring.placed(6, 10);
            for (int k = 0; k < 4; k++) {
                if (plan(map, changes(ring, map)) instanceof Planned.Ready ready) {
                    made++;
                    checkSteps(ready.plan());
                    checkTarget(ready.plan());
                    map = abortedAndFinished(ready.plan(), ring.random());
                }
            }
        }
        assertThat(made).isGreaterThan(RINGS);
    }

    private static void checkSteps(Plan plan) {
        PartitionMap map = plan.base();
        for (Step step : plan.steps()) {
            assertThat(step.fits(map)).as("%s", step).isTrue();
            PartitionMap next = step.applyTo(map);
            assertThat(next.epoch()).isEqualTo(map.epoch() + 1);
            if (step instanceof Move move) {
                assertThat(move.to()).hasSize(copies(next));
                assertThat(move.firstLeader())
                        .isEqualTo(next.assignment(move.partition()).preferredLeader());
                assertThat(next.assignment(move.partition()).generation()
                                - move.from().generation())
                        .isEqualTo(move.from().hasSameMembers(move.to()) ? 0 : 1);
            } else {
                assertThat(next.assignments()).isEqualTo(map.assignments());
            }
            map = next;
        }
        assertThat(map).isEqualTo(plan.target());
        assertThat(plan.moves().stream().map(Move::partition)).doesNotHaveDuplicates();
    }

    private static int copies(PartitionMap map) {
        return (int) Math.min(
                map.replicationFactor(),
                map.members().stream().filter(Member::isActive).count());
    }

    private static void checkTarget(Plan plan) {
        List<List<Integer>> placed =
                plan.target().assignments().stream().map(Assignment::replicas).toList();
        RingChecks.check(plan.target(), placed);
        Planned again = plan(plan.target(), List.of(new Change.Rebalance()));
        assertThat(((Planned.Ready) again).plan().steps())
                .as("nothing is left to do")
                .isEmpty();
    }

    /** Where one gets by dropping a plan anywhere and planning anew. */
    private static PartitionMap abortedAndFinished(Plan plan, Random random) {
        int done = random.nextInt(plan.steps().size() + 1);
        PartitionMap middle = plan.mapAfter(done);
        Planned anew = plan(middle, List.of(new Change.Rebalance()));
        Plan rest = ((Planned.Ready) anew).plan();
        checkSteps(rest);
        assertThat(Placement.of(rest.target()))
                .isEqualTo(rest.target().assignments().stream()
                        .map(Assignment::replicas)
                        .toList());
        if (done > 0) {
            int copied = plan.steps().subList(0, done).stream()
                    .filter(Move.class::isInstance)
                    .mapToInt(step -> ((Move) step).newcomers().size())
                    .sum();
            assertThat(copied + rest.copies()).as("stopping costs nothing").isLessThanOrEqualTo((int)
                    Math.max(plan.copies() + 1, plan.copies() * 1.1));
        }
        return rest.target();
    }
}
