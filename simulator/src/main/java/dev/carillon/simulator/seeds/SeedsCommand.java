package dev.carillon.simulator.seeds;

import dev.carillon.simulator.bugs.Bug;
import dev.carillon.simulator.process.JavaCommand;
import dev.carillon.simulator.report.JsonLine;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.storage.log.Durability;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon sim seeds}: whole clusters under faults, each in one thread, each from a seed. */
@Command(
        name = "seeds",
        description = {
            "Runs whole clusters with their clients in one thread each, on virtual time, each from a seed: power cuts,"
                    + " pauses, cut and lossy links, nodes that come and go, applications that are killed. Then everything"
                    + " heals, and all that is pending must arrive. Checks the promises by their names; the same seed is"
                    + " the same run."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon sim seeds                          100 clusters",
            "  ./carillon sim seeds --first 5000 --count 20000 --jobs 2",
            "  ./carillon sim seeds --first 17 --count 1 --story",
            "                                                what happened in one",
            "  ./carillon sim seeds --count 20 --durability none",
            "                                                must end red: without fsync a power cut loses messages",
            "  ./carillon sim seeds --bug log-not-synced --until-found",
            "                                                must end red: a bug that is planted is found",
            "  ./carillon sim seeds --json | tail -1         the result for a script",
            "",
            "Exit status: 0 every promise held, 1 one was broken or nothing was tested, 2 wrong options."
        },
        mixinStandardHelpOptions = true)
public final class SeedsCommand implements Callable<Integer> {
    private static final int ENOUGH = 100;
    private static final int FAILURES_SHOWN = 10;
    private static final int STORY_LINES = 120;
    private static final Pattern TRACE = Pattern.compile("\"trace_hash\":\"([0-9a-f]{16})\"");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    @Option(names = "--first", paramLabel = "N", description = "The first seed (1).")
    private long first = 1;

    @Option(names = "--count", paramLabel = "N", description = "How many seeds (100).")
    private long count = ENOUGH;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many run at once, each on a core of its own. Without it: as many as there are cores.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--story",
            description = "Tell what happened in each seed that breaks a promise; with --count 1, in any.")
    private boolean story;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            description = "Of the nodes' logs: sync or none (sync). None must end red.")
    private String durability = "sync";

    @Option(
            names = "--recheck",
            paramLabel = "PERCENT",
            description = "Share of the seeds that run once more in a fresh process, which must see the same (1).")
    private int recheck = 1;

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            description = "Plant a bug, which must be found: ${COMPLETION-CANDIDATES}.")
    private @Nullable Bug bug;

    @Option(names = "--until-found", description = "End at the first seed that breaks a promise.")
    private boolean untilFound;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    private final SeedsOutcome outcome = new SeedsOutcome();

    /** Made by picocli. */
    public SeedsCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(count >= 1, "--count must be 1 or more");
        check(jobs >= 1 && jobs <= 1_024, "--jobs must be 1 to 1024");
        check(recheck >= 0 && recheck <= 100, "--recheck must be 0 to 100");
        check(durability.equals("sync") || durability.equals("none"), "--durability must be sync or none");
        if (bug != null) {
            bug.plant();
        }
        long startNs = System.nanoTime();
        LongSupplier errors = EngineErrors.begin();
        runAll(errors);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        List<Long> different = recheckSome();
        List<Happened> missing = count >= ENOUGH && durability.equals("sync") && bug == null
                ? outcome.tally().missing()
                : List.of();
        tell(seconds, different, missing);
        boolean green = outcome.failed().isEmpty() && different.isEmpty() && missing.isEmpty();
        if (json) {
            System.out.println(jsonLine(seconds, different, missing));
        }
        return green ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void check(boolean fine, String sentence) {
        if (!fine) {
            throw new ParameterException(spec.commandLine(), sentence + ". Nothing was run.");
        }
    }

    private void runAll(LongSupplier errors) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(jobs);
        AtomicLong next = new AtomicLong(first);
        List<Future<?>> workers = IntStream.range(0, jobs)
                .<Future<?>>mapToObj(job -> executor.submit(() -> work(next, errors)))
                .toList();
        executor.shutdown();
        SeedsProgress progress = new SeedsProgress(System.err, count, outcome);
        while (!executor.awaitTermination(SeedsProgress.EVERY_MS, TimeUnit.MILLISECONDS)) {
            progress.show();
        }
        progress.end();
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a run ended with " + e.getCause(), e.getCause());
            }
        }
    }

    private void work(AtomicLong next, LongSupplier errors) {
        Durability mode = durability.equals("none") ? Durability.NONE : Durability.SYNC;
        for (long seed = next.getAndIncrement();
                seed < first + count && !(untilFound && outcome.hasFailed());
                seed = next.getAndIncrement()) {
            outcome.add(SeedRun.of(seed, story, mode, errors));
        }
    }

    /** Seeds whose run is another in a fresh process. */
    private List<Long> recheckSome() throws IOException, InterruptedException {
        if (recheck == 0 || count < ENOUGH || bug != null) {
            return List.of();
        }
        List<Long> different = new ArrayList<>();
        long step = Math.max(1, 100 / recheck);
        LongSupplier errors = EngineErrors.begin();
        for (long seed = first; seed < first + count; seed += step) {
            SeedResult here = SeedRun.of(seed, false, Durability.SYNC, errors);
            if (durability.equals("sync") && !elsewhere(seed).equals(hex(outcomeOf(here)))) {
                different.add(seed);
            }
        }
        return different;
    }

    private static long outcomeOf(SeedResult result) {
        SeedsOutcome one = new SeedsOutcome();
        one.add(result);
        return one.traces();
    }

    private static String elsewhere(long seed) throws IOException, InterruptedException {
        List<String> words =
                List.of("sim", "seeds", "--first", Long.toString(seed), "--count", "1", "--jobs", "1", "--json");
        Process process = new ProcessBuilder(
                        JavaCommand.of("dev.carillon.simulator.SimulatorMain", List.of("-XX:+UseSerialGC"), words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher trace = TRACE.matcher(out);
        return trace.find() ? trace.group(1) : "none";
    }

    private static String hex(long number) {
        return String.format(Locale.ROOT, "%016x", number);
    }

    // What is told.

    private void tell(double seconds, List<Long> different, List<Happened> missing) {
        PrintStream out = System.out;
        List<SeedResult> failed = outcome.failed();
        failed.stream().limit(FAILURES_SHOWN).forEach(each -> {
            out.println("seed " + each.seed() + ": " + each.broken());
            out.println("  ./carillon sim seeds --first " + each.seed() + " --count 1 --story"
                    + (durability.equals("sync") ? "" : " --durability " + durability)
                    + (bug == null ? "" : " --bug " + bug));
            tellStory(out, each);
        });
        if (failed.size() > FAILURES_SHOWN) {
            out.println("and " + (failed.size() - FAILURES_SHOWN) + " more");
        }
        different.forEach(seed -> out.println("seed " + seed + ": a fresh process ran something else"));
        missing.forEach(each -> out.println("never happened, in " + count + " clusters: " + each.label()));
        out.printf(
                Locale.ROOT,
                "%,d clusters, %,d failed; %,.0f simulated seconds in %,.1f s (%,.0f per second)%n",
                outcome.seeds(),
                failed.size(),
                outcome.simulatedSeconds(),
                seconds,
                outcome.simulatedSeconds() / seconds);
        outcome.tally().byLabel().forEach((label, times) -> out.printf(Locale.ROOT, "  %-28s %,12d%n", label, times));
    }

    private static void tellStory(PrintStream out, SeedResult result) {
        List<String> lines = result.story();
        if (lines.size() > STORY_LINES) {
            out.println("  … " + (lines.size() - STORY_LINES) + " earlier lines");
        }
        lines.subList(Math.max(0, lines.size() - STORY_LINES), lines.size()).forEach(line -> out.println("  " + line));
    }

    private JsonLine jsonLine(double seconds, List<Long> different, List<Happened> missing) {
        List<SeedResult> failed = outcome.failed();
        JsonLine line = new JsonLine()
                .add("seeds", outcome.seeds())
                .add("failed", failed.size())
                .add("first_failed", failed.isEmpty() ? 0 : failed.get(0).seed())
                .add("trace_hash", hex(outcome.traces()))
                .add("simulated_seconds", outcome.simulatedSeconds())
                .add("seconds", seconds)
                .add("different", different.stream().map(String::valueOf).toList())
                .add("missing", missing.stream().map(Happened::label).toList())
                .add(
                        "broken",
                        failed.stream()
                                .limit(FAILURES_SHOWN)
                                .map(each -> "seed " + each.seed() + ": " + each.broken())
                                .toList());
        return line.add("happened", outcome.tally().byLabel());
    }
}
