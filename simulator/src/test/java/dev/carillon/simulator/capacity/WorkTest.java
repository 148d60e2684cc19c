package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.simulator.capacity.fit.Gathering;
import dev.carillon.simulator.process.LocalCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a message costs, by how many come. */
class WorkTest {
    private static final Costs COSTS = new Costs(
            Map.of(),
            new Costs.Rounds(4, 2, 3, new Gathering(100e-6, 0), 2, new Gathering(1e-3, 0), 1, new Gathering(500e-6, 0)),
            new Costs.Cpu(10, 1.5, 5, 3, 8, 6, 2, 0, 0, 0, 0),
            new Costs.Memory(0, 0),
            new Costs.Disk(0, 100, 10, 4096, 0, 0),
            new Costs.Network(70, 70, 70, 70, 100, 50, 68));

    private static Work work(double messages, int replicas, double deliveries) {
        return new Work(
                COSTS,
                Paces.asMeasured(COSTS.rounds()),
                new LocalCluster.Shape(3, 64, replicas),
                3,
                messages,
                deliveries,
                0);
    }

    /** Worked out by hand: 4 + 2·2·2 + 2/3·3 = 14 passes, 2 entries with two copies each. */
    @Test
    void aMessageThatIsAloneHasAllToItself() {
        double message = 3 * work(0.001, 3, 1).cpu(1.0 / 3) / 0.001;
        assertThat(message).isCloseTo(14 * (10 + 2.0 / 3 * 1.5) + 2 * (5 + 2 * 3) + 8 + 2.0 / 3 * 6, within(0.01));
    }

    @Test
    void whereManyComeEachCostsLess() {
        double before = Double.MAX_VALUE;
        for (double messages = 1; messages < 1e5; messages *= 3) {
            double each = work(messages, 3, 1).cpu(1.0 / 3) / messages;
            assertThat(each).isLessThan(before);
            before = each;
        }
    }

    @Test
    void copiesAndDevicesCostSomething() {
        assertThat(work(1000, 3, 1).cpu(1)).isGreaterThan(work(1000, 1, 1).cpu(1) * 1.5);
        assertThat(work(1000, 3, 2).cpu(1)).isGreaterThan(work(1000, 3, 1).cpu(1) + 1000 * 2);
        assertThat(work(1000, 1, 1).between(1)).isCloseTo(1000 * 2.0 / 3 * 50, within(0.01));
    }

    @Test
    void aDiskSyncsNoMoreOftenThanItCan() {
        assertThat(work(1, 3, 1).syncs(1.0 / 3)).isCloseTo(1, within(0.01));
        assertThat(work(1e6, 3, 1).syncs(1.0 / 3)).isCloseTo(2000, within(1.0));
    }

    /** Nodes that share a disk share its syncs: together they do what one would. */
    @Test
    void nodesOnOneDiskWaitForEachOther() {
        Work apart = work(5000, 3, 1);
        Work together = new Work(COSTS, apart.paces(), apart.cluster(), 1, 5000, 1, 0);
        assertThat(3 * together.syncs(1.0 / 3)).isLessThanOrEqualTo(2000);
        assertThat(3 * apart.syncs(1.0 / 3)).isGreaterThan(4000);
    }

    /** Measured, CPU falls where very much comes; a plan must carry what comes before. */
    @Test
    void aPlanNeverTakesLessForMore() {
        Costs.Rounds falling = new Costs.Rounds(
                4, 2, 3, new Gathering(100e-6, 0.5), 2, new Gathering(1e-3, 0.5), 1, new Gathering(500e-6, 0.5));
        Paces measured = Paces.asMeasured(falling);
        Paces most = Paces.atMost(falling);
        assertThat(measured.passes().perSecond(1e6))
                .isLessThan(measured.passes().perSecond(2e4));
        double before = 0;
        for (double events = 1; events < 1e7; events *= 1.2) {
            double rounds = most.passes().perSecond(events);
            assertThat(rounds).isGreaterThanOrEqualTo(before * (1 - 1e-9));
            assertThat(rounds).isGreaterThanOrEqualTo(measured.passes().perSecond(events) * (1 - 1e-9));
            before = rounds;
        }
    }
}
