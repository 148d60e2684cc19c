package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BottlenecksTest {
    private static final Quantiles NONE = Quantiles.of(new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS));

    private static Quantiles times(long ms) {
        Histogram micros = new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS);
        micros.recordValue(1_000 * ms);
        return Quantiles.of(micros);
    }

    private static List<Second> seconds(double lateMs, double busiest) {
        return seconds(lateMs, busiest, busiest);
    }

    private static List<Second> seconds(double lateMs, double busiest, double occupied) {
        return IntStream.range(0, 20)
                .mapToObj(second -> new Second(second, "one", 10, 10, 10, 5, busiest, occupied, lateMs, NONE, NONE))
                .toList();
    }

    private static List<String> warnings(long lateMs, double busiest, double machineBusy) {
        return warnings(lateMs, busiest, busiest, machineBusy);
    }

    private static List<String> warnings(long lateMs, double busiest, double occupied, double machineBusy) {
        PhaseFigures whole = new PhaseFigures("all", 20, 200, 200, NONE, NONE, NONE, times(lateMs));
        return Bottlenecks.warnings(whole, seconds(lateMs, busiest, occupied), machineBusy);
    }

    @Test
    void nothingIsSaidWhereOnlyNodesAreSlow() {
        assertThat(warnings(1, 0.5, 0)).isEmpty();
    }

    @Test
    void aGeneratorWithoutTimeIsNamed() {
        assertThat(warnings(1, 0.99, 0))
                .singleElement()
                .asString()
                .startsWith("THE GENERATOR IS A BOTTLENECK: in 20 of 20 seconds");
        assertThat(warnings(300, 0.99, 0.5))
                .singleElement()
                .asString()
                .contains("THE GENERATOR IS A BOTTLENECK", "301 ms late", "with more cores: all cores", "50 %");
        assertThat(warnings(300, 0.5, 0)).singleElement().asString().startsWith("THE GENERATOR IS A BOTTLENECK: one");
    }

    /** Others took the cores: more generators would make it worse. */
    @Test
    void aFullMachineIsNamedInsteadOfAGeneratorThatHadNothingToDo() {
        assertThat(warnings(300, 0.05, 1))
                .singleElement()
                .asString()
                .contains("THIS MACHINE IS A BOTTLENECK: ", "301 ms late", "in 100 % of the seconds")
                .doesNotContain("GENERATOR IS", "--generators");
        assertThat(warnings(1, 0.05, 1)).singleElement().asString().startsWith("All cores of this machine had work");
    }

    /** Its sending is in time, since a thread that slept for long comes first; what answers do then waits. */
    @Test
    void aGeneratorThatIsConfinedToAFullCoreIsNamedAlthoughItIsNotLate() {
        assertThat(warnings(1, 0.6, 0.97, 0))
                .singleElement()
                .asString()
                .startsWith("THE GENERATOR IS A BOTTLENECK: in 20 of 20 seconds")
                .contains("waited for a core", "idle ones")
                .doesNotContain("late");
        assertThat(warnings(300, 0.6, 0.97, 0)).singleElement().asString().contains("301 ms late");
        assertThat(warnings(1, 0.6, 0.97, 1))
                .singleElement()
                .asString()
                .startsWith("THIS MACHINE IS A BOTTLENECK: in 20 of 20 seconds")
                .contains("waited for a core");
        List<Second> waiting = seconds(1, 0.6, 0.97);
        assertThat(Bottlenecks.now(waiting, false)).isEqualTo(Bottlenecks.Cause.GENERATOR);
        assertThat(Bottlenecks.now(waiting, true)).isEqualTo(Bottlenecks.Cause.MACHINE);
    }

    @Test
    void oneSecondIsNoBottleneckYet() {
        List<Second> fine = seconds(1, 0.1);
        List<Second> late = seconds(50, 0.1);
        assertThat(Bottlenecks.now(List.of(), true)).isEqualTo(Bottlenecks.Cause.NOBODY);
        assertThat(Bottlenecks.now(List.of(fine.get(0), fine.get(0), late.get(0)), true))
                .isEqualTo(Bottlenecks.Cause.NOBODY);
        assertThat(Bottlenecks.now(late, true)).isEqualTo(Bottlenecks.Cause.MACHINE);
        assertThat(Bottlenecks.now(late, false)).isEqualTo(Bottlenecks.Cause.GENERATOR);
        assertThat(Bottlenecks.now(Collections.nCopies(3, seconds(50, 0.99).get(0)), true))
                .isEqualTo(Bottlenecks.Cause.GENERATOR);
    }
}
