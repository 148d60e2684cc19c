package dev.carillon.simulator.seeds.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
    private static final int NODES = 7;
    private static final long UNTIL_MS = 30_000;

    private static List<FaultSchedule.Planned> drawn(long seed) {
        return FaultSchedule.draw(seed, NODES, UNTIL_MS).faults();
    }

    @Test
    void aSeedDecidesOnEverything() {
        assertThat(drawn(7)).isEqualTo(drawn(7)).isNotEqualTo(drawn(8));
    }

    @Test
    void faultsComeInOrderAndBeforeEverythingHeals() {
        for (long seed = 1; seed <= 50; seed++) {
            List<Long> times =
                    drawn(seed).stream().map(FaultSchedule.Planned::atMs).toList();
            assertThat(times).isNotEmpty().isSorted().allMatch(ms -> ms > 0 && ms < UNTIL_MS);
        }
    }

    @Test
    void everyKindComesAndSaysWhatItDoes() {
        List<Fault> all = LongStream.rangeClosed(1, 200)
                .boxed()
                .flatMap(seed -> drawn(seed).stream())
                .map(FaultSchedule.Planned::fault)
                .toList();
        Set<String> kinds =
                all.stream().map(fault -> fault.getClass().getSimpleName()).collect(Collectors.toSet());
        assertThat(kinds).contains("Crash", "CrashAll", "CrashAtAck", "Kill", "Pause", "Stop", "Leave");
        assertThat(kinds).contains("Cut", "CutLink", "SlowLink", "BreakStream", "Weather", "Breaks");
        assertThat(kinds).contains("SlowSync", "StallSync", "FailSync", "FullDisk", "Wipe", "Rot", "Jump", "Drift");
        assertThat(all).allSatisfy(fault -> assertThat(fault.describe()).isNotBlank());
    }
}
