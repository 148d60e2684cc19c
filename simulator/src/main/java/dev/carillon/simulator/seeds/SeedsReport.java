package dev.carillon.simulator.seeds;

import dev.carillon.simulator.report.JsonLine;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What many runs showed.
 *
 * @param time that they took
 * @param different seeds of which a fresh process ran something else
 * @param missing what should have happened in one of them, and did not
 */
record SeedsReport(SeedsOutcome outcome, SeedsTime time, List<Long> different, List<Happened> missing) {
    static final int FAILURES_SHOWN = 10;

    /** Whether nothing speaks against the cluster or against the runs. */
    boolean isGreen() {
        return !outcome.hasFailed() && different.isEmpty() && missing.isEmpty() && outcome.seeds() > 0;
    }

    /** How many seeds broke which promise. */
    Map<String, Long> byPromise() {
        Map<String, Long> found = new TreeMap<>();
        outcome.failed().forEach(each -> found.merge(each.promise(), 1L, Long::sum));
        return found;
    }

    /** The last line for a script. */
    JsonLine json() {
        List<SeedResult> failed = outcome.failed();
        return new JsonLine()
                .add("seeds", outcome.seeds())
                .add("failed", failed.size())
                .add("first_failed", failed.isEmpty() ? 0 : failed.get(0).seed())
                .add("trace_hash", SeedsOutcome.hex(outcome.traces()))
                .add("simulated_seconds", outcome.simulatedSeconds())
                .add("seconds", time.seconds())
                .add("cpu_seconds", time.cpuSeconds())
                .add("simulated_seconds_per_cpu_second", time.perCpuSecond())
                .add("simulated_seconds_per_cpu_second_warm", time.perCpuSecondWarm())
                .add("different", different.stream().map(String::valueOf).toList())
                .add("missing", missing.stream().map(Happened::label).toList())
                .add("promises", byPromise())
                .add(
                        "broken",
                        failed.stream()
                                .limit(FAILURES_SHOWN)
                                .map(each -> "seed " + each.seed() + ": " + each.broken())
                                .toList())
                .add("happened", outcome.tally().byLabel());
    }
}
