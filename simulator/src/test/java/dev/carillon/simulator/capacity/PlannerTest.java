package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.simulator.capacity.fit.Gathering;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must hold of every plan, whatever is asked. */
class PlannerTest {
    private static final int CASES = 100;
    private static final Machine MACHINE = new Machine(8, 32 * 0x1p30, 0x1p40, 1e9);
    private static final double COPY_RATE = 50e6;

    private static Costs costs(Random random) {
        return new Costs(
                Map.of(),
                new Costs.Rounds(
                        random.nextInt(10),
                        random.nextInt(5),
                        random.nextInt(5),
                        new Gathering(random.nextDouble() * 200e-6, random.nextDouble() * 0.5),
                        1 + random.nextDouble(),
                        new Gathering(random.nextDouble() * 1e-3, random.nextDouble() * 0.5),
                        random.nextDouble() * 2,
                        new Gathering(random.nextDouble() * 1e-3, random.nextDouble() * 0.5)),
                new Costs.Cpu(
                        random.nextInt(20),
                        random.nextInt(10),
                        random.nextInt(10),
                        random.nextInt(10),
                        20 + random.nextInt(100),
                        random.nextInt(50),
                        random.nextInt(100),
                        random.nextInt(2000),
                        random.nextInt(50),
                        random.nextInt(20_000),
                        random.nextInt(100)),
                new Costs.Memory(0x1p29, 1000 + random.nextInt(20_000)),
                new Costs.Disk(
                        random.nextInt(200),
                        random.nextInt(2000),
                        random.nextInt(100),
                        random.nextInt(4096),
                        random.nextInt(300),
                        0x1p28),
                new Costs.Network(90, 70, 90, 70, random.nextInt(100), random.nextInt(100), 68));
    }

    private static Behaviour behaviour(Random random, double users) {
        return new Behaviour(
                users,
                random.nextDouble(),
                1 + random.nextInt(80),
                1 + random.nextInt(5),
                16 + random.nextInt(2000),
                1 + random.nextDouble() * 2,
                random.nextInt(20),
                random.nextDouble() * 0.2,
                random.nextInt(60));
    }

    private static Planner planner(Random random, int replicas, int zones) {
        HeadRoom headRoom = new HeadRoom(
                Map.of(Resource.CPU, random.nextDouble() * 0.6, Resource.DISK, random.nextDouble() * 0.6),
                0.6 + random.nextDouble() * 0.4);
        return new Planner(costs(random), new Layout(replicas, zones, 0, 30), MACHINE, headRoom, COPY_RATE);
    }

    private static double users(Random random) {
        return Math.pow(10, 3 + random.nextDouble() * 3.5);
    }

    @Test
    void moreUsersNeverNeedFewerNodes() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1 + random.nextInt(2) * 2);
            Behaviour few = behaviour(random, 1000);
            int before = 0;
            for (double users = 1000; users < 5e6; users *= 1.3 + random.nextDouble() / 2) {
                int nodes = planner.nodesFor(few.withUsers(users));
                assertThat(nodes).as("seed " + seed + ", " + users + " users").isGreaterThanOrEqualTo(before);
                before = nodes;
            }
        }
    }

    @Test
    void theSmallestClusterIsEnoughAndNoSmallerOneIs() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1);
            Behaviour behaviour = behaviour(random, users(random));
            Plan plan = planner.smallest(behaviour);
            assertThat(plan.problems()).as("seed " + seed).isEmpty();
            for (Resource resource : Resource.values()) {
                assertThat(plan.use().share(resource, MACHINE)).isLessThanOrEqualTo(1);
            }
            if (plan.nodes() > 3) {
                assertThat(planner.at(behaviour, plan.nodes() - 1).problems())
                        .as("seed " + seed)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whatIsCalledFineLivesThroughADeath() {
        int fine = 0;
        for (int seed = 0; seed < CASES * 3; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1 + random.nextInt(2) * 2);
            Plan plan = planner.at(behaviour(random, users(random)), 3 + random.nextInt(30));
            if (plan.isFine()) {
                fine++;
                assertThat(plan.death().served()).isTrue();
                for (Resource resource : Resource.values()) {
                    assertThat(plan.death().right().share(resource, MACHINE)).isLessThanOrEqualTo(1);
                    assertThat(plan.death().copied().share(resource, MACHINE)).isLessThanOrEqualTo(1);
                }
            }
        }
        assertThat(fine).isGreaterThan(CASES / 4);
    }

    @Test
    void survivorsNeverKeepLessThanBefore() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1);
            Plan plan = planner.at(behaviour(random, users(random)), 4 + random.nextInt(30));
            // Not CPU and network: a little less goes from node to node when there are fewer.
            for (Resource resource : List.of(Resource.MEMORY, Resource.DISK)) {
                assertThat(plan.death().worstShare(resource, MACHINE))
                        .as("seed " + seed + ", " + resource)
                        .isGreaterThanOrEqualTo(plan.use().share(resource, MACHINE) * (1 - 1e-9));
            }
        }
    }

    @Test
    void growthEndsWhereItIsSaid() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1);
            Behaviour behaviour = behaviour(random, users(random));
            Plan plan = planner.smallest(behaviour);
            double factor = plan.limits().get(0).factor();
            assertThat(factor).isGreaterThanOrEqualTo(1 - 1e-9);
            Behaviour grown = behaviour.withUsers(behaviour.users() * factor * 0.999);
            Behaviour tooMany = behaviour.withUsers(behaviour.users() * factor * 1.001);
            assertThat(planner.at(grown, plan.nodes()).isFine())
                    .as("seed " + seed)
                    .isTrue();
            assertThat(planner.at(tooMany, plan.nodes()).isFine())
                    .as("seed " + seed)
                    .isFalse();
        }
    }

    /** Worked out by hand: 864,000 users, 10 messages a day, peak 1: 100 messages/s; 64 partitions on 4 nodes. */
    @Test
    void aSmallOneByHand() {
        Costs costs = new Costs(
                Map.of(),
                new Costs.Rounds(6, 2, 4, new Gathering(0, 0), 2, new Gathering(0, 0), 1, new Gathering(0, 0)),
                new Costs.Cpu(100, 0, 20, 15, 200, 40, 0, 0, 30, 500, 2),
                new Costs.Memory(1000, 10),
                new Costs.Disk(20, 0, 0, 0, 5, 7000),
                new Costs.Network(10, 5, 12, 3, 50, 20, 2));
        Layout layout = new Layout(3, 1, 64, 30);
        Behaviour behaviour = new Behaviour(864_000, 0.5, 10, 1, 100, 1, 0, 0.25, 2);
        Planner planner = new Planner(costs, layout, MACHINE, new HeadRoom(Map.of(), 1), 1e6);

        Plan plan = planner.at(behaviour, 4);

        // Nothing is shared: 6 + 2·2·2 + 3/4·4 = 17 passes; 2 entries with two copies each. 48 replicas on each node;
        // 432,000 sessions give 14,400 signs of life a second.
        double message = 17 * 100 + 2 * (20 + 2 * 15) + 200 + 3.0 / 4 * 40;
        assertThat(plan.use().cpu()).isCloseTo(500 + 48 * 2 + (100 * message + 14_400 * 30) / 4.0, within(1e-6));
        assertThat(plan.use().memory()).isCloseTo(1000 + 432_000 * 10 / 4.0, within(1e-6));
        // Three replicas on four nodes; 864,000 · 10 · 0.25 · 2 = 4,320,000 messages wait.
        assertThat(plan.use().disk()).isCloseTo(7000 + (864_000 * 5 + 4_320_000 * 120.0) * 3 / 4, within(1e-3));
        // Out: 5 + 112 + 4·150 + 3/4·120 = 807 bytes; 14,400 · 2 bytes of signs of life.
        assertThat(plan.use().network()).isCloseTo((100 * 807 + 28_800) / 4.0 * 8, within(1e-6));
        assertThat(plan.death().alive()).isEqualTo(3);
        // 64 partitions on three: one leads 22.
        assertThat(plan.death().right().memory()).isCloseTo(1000 + 432_000 * 10 * 22 / 64.0, within(1e-6));
        assertThat(plan.death().reconnects()).isEqualTo(108_000);
        assertThat(plan.death().partitions()).isEqualTo(16);
        assertThat(plan.death().leads()).isEqualTo(22);
    }

    /** One partition has one loop, a thread, however many nodes there are. */
    @Test
    void aPartitionIsFullBeforeNodesAreOfNoUse() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Planner planner = planner(random, 3, 1);
            Behaviour behaviour = behaviour(random, users(random));
            int nodes = planner.nodesFor(behaviour);
            Split split = planner.split(behaviour, nodes);
            assertThat(split.steps().get(0).users())
                    .as("seed " + seed)
                    .isGreaterThanOrEqualTo(behaviour.users() * (1 - 1e-9));
            for (int i = 1; i < split.steps().size(); i++) {
                Split.Step step = split.steps().get(i);
                assertThat(step.nodes()).isGreaterThan(split.steps().get(i - 1).nodes());
            }
            double full =
                    planner.split(behaviour.withUsers(split.usersMax()), nodes).partitionShare();
            assertThat(full).isBetween(0.39, 1.01);
        }
    }

    @Test
    void withOneReplicaADeathStopsUsersAndItIsSaid() {
        Random random = new Random(1);
        Planner planner = planner(random, 1, 1);
        Plan plan = planner.smallest(behaviour(random, 100_000));
        assertThat(plan.isFine()).isFalse();
        assertThat(plan.problems()).singleElement().asString().contains("stops its users");
    }

    /** Three zones with three replicas keep everything once each; the zone with one node keeps all of it there. */
    @Test
    void aSmallZoneIsFullerThanALargeOne() {
        Random random = new Random(3);
        Planner planner = planner(random, 3, 3);
        Behaviour behaviour = behaviour(random, 100_000);
        double five = planner.at(behaviour, 5).use().disk();
        assertThat(five).isCloseTo(planner.at(behaviour, 3).use().disk(), within(1.0));
        assertThat(planner.at(behaviour, 6).use().disk()).isLessThan(five);
    }

    @Test
    void twoZonesCannotLoseOne() {
        Random random = new Random(1);
        Plan plan = planner(random, 3, 2).at(behaviour(random, 1000), 4);
        assertThat(plan.problems()).singleElement().asString().contains("majority");
    }

    @Test
    void whatNoClusterCarriesIsRefused() {
        Random random = new Random(2);
        Planner planner = planner(random, 3, 1);
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> planner.smallest(behaviour(random, 1e13)))
                .withMessageContaining("not even 4,096 nodes");
    }
}
