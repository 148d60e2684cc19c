package dev.carillon.simulator.seeds;

import dev.carillon.simulator.seeds.faults.FaultSchedule;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells people what runs showed. */
final class SeedsText {
    private static final int LINES_BEFORE = 50;
    private static final int LINES_AFTER = 70;

    private final PrintStream out;
    private final SeedsReport report;
    private final List<String> words;
    private final boolean wholeStories;

    /**
     * @param words options of the command that a run depends on, beside the seed and the faults
     * @param wholeStories whether long ones are not cut
     */
    SeedsText(PrintStream out, SeedsReport report, List<String> words, boolean wholeStories) {
        this.out = out;
        this.report = report;
        this.words = words;
        this.wholeStories = wholeStories;
    }

    /** The first failure: what broke, how to see it again, with which faults, and its story. */
    void failure(Failure.Told failure) {
        SeedResult told = failure.told();
        List<FaultSchedule.Planned> faults = told.faults();
        int all = failure.found().faults().size();
        boolean fewer = faults.size() < all;
        out.println("seed " + told.seed() + ": " + told.broken());
        out.println("  " + command(told.seed(), fewer ? numbers(faults) : ""));
        if (faults.isEmpty() && fewer) {
            out.println("  broken without any of its " + all + " faults, too");
        } else if (fewer) {
            out.println("  broken by " + faults.size() + " of its " + all + " faults, too (" + failure.trials()
                    + " runs" + (failure.ended() ? "; none can be left out alone)" : ")"));
        } else if (failure.trials() > 0) {
            out.println("  with fewer than its " + all + " faults this was not seen (" + failure.trials() + " runs)");
        }
        for (FaultSchedule.Planned fault : fewer ? faults : List.<FaultSchedule.Planned>of()) {
            out.printf(
                    Locale.ROOT,
                    "    %3d  at %7.3f s  %s%n",
                    fault.number(),
                    fault.atMs() / 1e3,
                    fault.fault().describe());
        }
        story(told);
    }

    private static String numbers(List<FaultSchedule.Planned> faults) {
        return faults.isEmpty()
                ? "none"
                : faults.stream().map(fault -> String.valueOf(fault.number())).collect(Collectors.joining(","));
    }

    private String command(long seed, String faults) {
        return "./carillon sim seeds --first " + seed + " --count 1" + (faults.isEmpty() ? "" : " --faults " + faults)
                + words.stream().map(word -> " " + word).collect(Collectors.joining());
    }

    void story(SeedResult result) {
        List<String> lines = result.story();
        int left = wholeStories ? 0 : lines.size() - LINES_BEFORE - LINES_AFTER;
        if (left > 1) {
            lines.subList(0, LINES_BEFORE).forEach(this::indented);
            indented("… " + left + " lines, which --story shows");
            lines.subList(lines.size() - LINES_AFTER, lines.size()).forEach(this::indented);
        } else {
            lines.forEach(this::indented);
        }
    }

    private void indented(String line) {
        out.println("  " + line);
    }

    /** All the rest. */
    void all(long count) {
        SeedsOutcome outcome = report.outcome();
        List<SeedResult> failed = outcome.failed();
        failed.stream().skip(1).limit(SeedsReport.FAILURES_SHOWN - 1).forEach(each -> {
            out.println("seed " + each.seed() + ": " + each.broken());
            indented(command(each.seed(), ""));
        });
        if (failed.size() > SeedsReport.FAILURES_SHOWN) {
            out.println("and " + (failed.size() - SeedsReport.FAILURES_SHOWN) + " more: " + report.byPromise());
        }
        report.different().forEach(seed -> out.println("seed " + seed + ": a fresh process ran something else"));
        report.missing().forEach(each -> out.println("never happened, in " + count + " clusters: " + each.label()));
        out.printf(
                Locale.ROOT,
                "%,d clusters, %,d failed; %,.0f simulated seconds in %,.1f s: %,.0f per second; %,.0f per second of a core, %,.0f in the second half%n",
                outcome.seeds(),
                failed.size(),
                outcome.simulatedSeconds(),
                report.time().seconds(),
                report.time().perSecond(),
                report.time().perCpuSecond(),
                report.time().perCpuSecondWarm());
        outcome.tally().byLabel().forEach((label, times) -> out.printf(Locale.ROOT, "  %-28s %,12d%n", label, times));
    }
}
