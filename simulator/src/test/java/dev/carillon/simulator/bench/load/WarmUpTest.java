package dev.carillon.simulator.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class WarmUpTest {
    /** @param rate by the seconds that have gone */
    private static double lasts(WarmUp warm, DoubleUnaryOperator rate) {
        return lasts(warm, rate, at -> 0);
    }

    /** @param compiling cores that compilers use, by the seconds that have gone */
    private static double lasts(WarmUp warm, DoubleUnaryOperator rate, DoubleUnaryOperator compiling) {
        for (double slice = warm.nextSeconds(); slice > 0; slice = warm.nextSeconds()) {
            warm.heard(rate.applyAsDouble(warm.seconds()) * slice, compiling.applyAsDouble(warm.seconds()) * slice);
        }
        return warm.seconds();
    }

    @Test
    void aFixedTimeIsThatLongWhateverTheRate() {
        assertThat(lasts(WarmUp.of(7.5), at -> 100 + at)).isEqualTo(7.5);
        assertThat(lasts(WarmUp.of(0), at -> 100)).isZero();
        assertThatThrownBy(() -> WarmUp.of(-1)).isInstanceOf(LoadException.class);
    }

    @Test
    void anEvenRateIsSoonSteadyAndARisingOneWhenItHasRisen() {
        assertThat(lasts(WarmUp.untilSteady(), at -> 100)).isEqualTo((1 + WarmUp.FLAT_SLICES) * WarmUp.SLICE_SECONDS);
        double rising = lasts(WarmUp.untilSteady(), at -> Math.min(at, 60));
        assertThat(rising).isBetween(60.0, 60 + (1 + WarmUp.FLAT_SLICES) * WarmUp.SLICE_SECONDS);
    }

    @Test
    void noiseDoesNotKeepItGoing() {
        double noisy = lasts(WarmUp.untilSteady(), at -> 100 + at / WarmUp.SLICE_SECONDS % 2);
        assertThat(noisy).isLessThan(10 * WarmUp.SLICE_SECONDS);
    }

    @Test
    void itEndsWhereTheRateNeverStopsRising() {
        WarmUp rising = WarmUp.untilSteady();
        assertThat(lasts(rising, at -> Math.pow(2, at))).isEqualTo(WarmUp.SECONDS_MAX);
        assertThat(rising).hasToString("300.0 s, while the rate still rose");
    }

    @Test
    void itGoesOnWhileTheCompilersAreAtWork() {
        WarmUp warm = WarmUp.untilSteady();
        assertThat(lasts(warm, at -> 100, at -> at < 100 ? 0.2 : 0.05))
                .isEqualTo(100 + WarmUp.FLAT_SLICES * WarmUp.SLICE_SECONDS);
        assertThat(warm).hasToString("the rate stopped rising and the compilers rested");
        WarmUp endless = WarmUp.untilSteady();
        assertThat(lasts(endless, at -> 100, at -> 1)).isEqualTo(WarmUp.SECONDS_MAX);
        assertThat(endless).hasToString("300.0 s, while the compilers were still at work");
    }

    /** Of this very process, which has compiled something. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void compilersAreSeenAtWork() {
        long self = ProcessHandle.current().pid();
        assertThat(ProcessFigures.compilerSeconds(List.of(self, 0L)))
                .isPositive()
                .isLessThan(ProcessFigures.cpuSeconds(self));
    }
}
