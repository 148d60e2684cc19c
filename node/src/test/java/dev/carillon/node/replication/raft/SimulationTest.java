package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 120;

    @Test
    void promisesHoldUnderFaultsAndEverybodyCatchesUp() {
        SimCounts counts = new SimCounts();
        List<String> broken = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                counts.add(new Simulation(seed, EngineUnderTest.ERRORS).run());
            } catch (RuntimeException e) {
                broken.add("seed " + seed + ": " + e);
            }
        }
        System.out.println(SEEDS + " seeds: " + counts);
        assertThat(broken).isEmpty();
        assertThat(counts.acks).isPositive();
        assertThat(counts.elections).isPositive();
        assertThat(counts.hastened).isPositive();
        assertThat(counts.crashes).isPositive();
        assertThat(counts.sectorsDropped).isPositive();
        assertThat(counts.tornFiles).isPositive();
        assertThat(counts.recreations).isPositive();
        assertThat(counts.stalePreVotes).isPositive();
        assertThat(counts.termsAdopted).isPositive();
        assertThat(counts.snapshotsTaken).isPositive();
        assertThat(counts.snapshotsInstalled).isPositive();
        assertThat(counts.statesFetched).isPositive();
        assertThat(counts.resyncs).isPositive();
        assertThat(counts.proposalsReturned).isPositive();
        assertThat(counts.confirmedReads).isPositive();
        assertThat(counts.lost).isPositive();
        assertThat(counts.repeated).isPositive();
        assertThat(counts.refusedIncarnations).isPositive();
    }

    @Test
    void aSeedTakesTheSameCourseEachTime() {
        Simulation first = new Simulation(3, EngineUnderTest.ERRORS);
        Simulation second = new Simulation(3, EngineUnderTest.ERRORS);
        first.run();
        second.run();
        assertThat(first.trace()).isEqualTo(second.trace()).isNotZero();
    }
}
