package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void failOversOfKillsThatCameThoughReplicasWereBehindAreCountedApart() {
        Tally tally = new Tally();
        for (long ms = 1; ms <= 100; ms++) {
            tally.failedOver(ms, List.of(ms, 2 * ms), true);
        }
        tally.killedBehind();
        tally.failedOver(5_000, List.of(5_000L), false);

        assertThat(tally.failoverMs(50)).isEqualTo(50);
        assertThat(tally.failoverMs(99)).isEqualTo(99);
        assertThat(tally.failoverMs(100)).isEqualTo(100);
        assertThat(tally.userFailovers()).isEqualTo(200);
        assertThat(tally.userFailoverMs(50)).isEqualTo(67);
        assertThat(tally.userFailoverMs(100)).isEqualTo(200);
        assertThat(tally.killsBehind()).isEqualTo(1);
        assertThat(tally.failoverBehindMsMax()).isEqualTo(5_000);
    }

    @Test
    void withoutAKillThereIsNoTime() {
        Tally tally = new Tally();

        assertThat(tally.failoverMs(99)).isEqualTo(-1);
        assertThat(tally.userFailoverMs(99)).isEqualTo(-1);
        assertThat(tally.failoverBehindMsMax()).isEqualTo(-1);
        assertThat(tally.caughtUpMsMax()).isEqualTo(-1);
    }
}
