package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.traffic.Traffic;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static Schedule of(long seed) {
        return Schedule.of(EnumSet.allOf(FaultKind.class), 5, 2, seed);
    }

    @Test
    void everyKindComesAsOftenAsItWasAskedFor() {
        Schedule schedule = of(1);

        assertThat(schedule.count(FaultKind.KILL)).isEqualTo(5);
        for (FaultKind kind : EnumSet.complementOf(EnumSet.of(FaultKind.KILL))) {
            assertThat(schedule.count(kind)).as("%s", kind).isEqualTo(2);
        }
    }

    @Test
    void theSeedDecidesTheOrder() {
        assertThat(of(7)).isEqualTo(of(7));
        assertThat(of(7)).isNotEqualTo(of(8));
    }

    @Test
    void thereAreRowsForTheLongForm() {
        assertThat(FaultsCommand.rows(4)).isEqualTo(150_000);
        assertThat(FaultsCommand.rows(20)).isEqualTo(252_000);
        assertThat(FaultsCommand.rows(280)).isEqualTo(Traffic.ROWS_MAX);
        assertThat(FaultsCommand.rowsPerSecond(4)).isEqualTo(300);
        assertThat(FaultsCommand.rowsPerSecond(280)).isBetween(150, 200);
        assertThat(FaultsCommand.rows(100_000)).isEqualTo(Traffic.ROWS_MAX);
    }

    @Test
    void onlyTheKindsThatWereNamedCome() {
        assertThat(Schedule.of(List.of(FaultKind.PAUSE), 5, 1, 1).faults()).containsExactly(FaultKind.PAUSE);
    }
}
