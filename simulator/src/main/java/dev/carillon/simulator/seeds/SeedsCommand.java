package dev.carillon.simulator.seeds;

import dev.carillon.simulator.bugs.Bug;
import dev.carillon.simulator.bugs.BugNames;
import dev.carillon.simulator.bugs.BugTable;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.storage.log.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
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
                    + " the same run. Of the first seed that breaks one, it looks for few faults that still do, and tells"
                    + " the way of the message concerned."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon sim seeds                          100 clusters",
            "  ./carillon sim seeds --first 5000 --count 20000 --jobs 2",
            "  ./carillon sim seeds --first 17 --count 1 --story",
            "                                                what happened in one",
            "  ./carillon sim seeds --first 17 --count 1 --message 212",
            "                                                the way of one message",
            "  ./carillon sim seeds --first 17 --count 1 --faults 3,7",
            "                                                with these faults of its schedule only",
            "  ./carillon sim seeds --shape benchmark --jobs 1 --count 10",
            "                                                how fast: 5 nodes, 16 partitions, 50 clients on one core",
            "  ./carillon sim seeds --count 20 --durability none",
            "                                                must end red: without fsync a power cut loses messages",
            "  ./carillon sim seeds --bug log-not-synced --until-found",
            "                                                must end red: a bug that is planted is found",
            "  ./carillon sim seeds --bug all --count 50     in how many seeds each bug is found, as a table",
            "  ./carillon sim seeds --json | tail -1         the result for a script",
            "",
            "Exit status: 0 every promise held, 1 one was broken or nothing was tested, 2 wrong options. With --bug all: 0"
                    + " if every bug was found, 1 if not."
        },
        mixinStandardHelpOptions = true)
public final class SeedsCommand implements Callable<Integer> {
    private static final int ENOUGH = 100;

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
            names = "--shape",
            paramLabel = "SHAPE",
            description = "Clusters of the seed's choice (any), or of 5 nodes, 16 partitions and 50 clients that send"
                    + " a message in three seconds (benchmark), by which speed is told.")
    private SeedShape.Kind shape = SeedShape.Kind.ANY;

    @Option(
            names = "--faults",
            paramLabel = "N,N...",
            description = "Of each schedule only these faults, by number; none for no fault at all.")
    private @Nullable String faults;

    @Option(
            names = "--story",
            description = "Tell everything of the first seed that breaks a promise; with --count 1, of any.")
    private boolean story;

    @Option(
            names = "--message",
            paramLabel = "N",
            description = "With --count 1: tell the way of that message, by its number from 1.")
    private long message;

    @Option(names = "--no-shrink", description = "Do not look for fewer faults that break the same promise.")
    private boolean noShrink;

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
            completionCandidates = BugNames.class,
            description = "Plant a bug, which must be found, or look for all of them, each in a process of its own:"
                    + " ${COMPLETION-CANDIDATES}.")
    private @Nullable String bug;

    @Option(names = "--until-found", description = "End at the first seed that breaks a promise.")
    private boolean untilFound;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public SeedsCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(count >= 1, "--count must be 1 or more");
        check(jobs >= 1 && jobs <= 1_024, "--jobs must be 1 to 1024");
        check(recheck >= 0 && recheck <= 100, "--recheck must be 0 to 100");
        check(durability.equals("sync") || durability.equals("none"), "--durability must be sync or none");
        check(message >= 0 && (message == 0 || count == 1), "--message goes with --count 1, and is 1 or more");
        boolean everyBug = BugNames.ALL.equals(bug);
        check(
                bug == null || everyBug || BugNames.find(bug).isPresent(),
                "--bug must be one of " + new BugNames() + ", not " + bug);
        RunOptions options = options();
        if (everyBug) {
            return new BugTable(first, count, jobs).print(System.out, System.err, json)
                    ? CommandLine.ExitCode.OK
                    : CommandLine.ExitCode.SOFTWARE;
        }
        if (bug != null) {
            BugNames.find(bug).ifPresent(Bug::plant);
        }
        return run(options);
    }

    private void check(boolean fine, String sentence) {
        if (!fine) {
            throw new ParameterException(spec.commandLine(), sentence + ". Nothing was run.");
        }
    }

    private RunOptions options() {
        Durability mode = durability.equals("none") ? Durability.NONE : Durability.SYNC;
        return new RunOptions(shape, mode, kept(), message > 0 || story && count == 1, message);
    }

    private @Nullable Set<Integer> kept() {
        if (faults == null) {
            return null;
        }
        Set<Integer> kept = new TreeSet<>();
        for (String number : faults.equals("none") ? new String[0] : faults.split(",", -1)) {
            check(number.matches("[1-9]\\d{0,5}"), "--faults must be none, or numbers from 1 like 3,7,12");
            kept.add(Integer.parseInt(number));
        }
        return kept;
    }

    private int run(RunOptions options) throws IOException, InterruptedException {
        LongSupplier errors = EngineErrors.begin();
        boolean whole = count >= ENOUGH && bug == null && durability.equals("sync") && faults == null;
        Rechecking rechecking = new Rechecking(first, whole ? recheck : 0, words());
        SeedsRunner runner = new SeedsRunner(first, count, jobs, untilFound, options, errors);
        SeedsOutcome outcome = runner.run(rechecking);
        List<Long> different = rechecking.different(System.err);
        List<Happened> missing =
                whole && shape == SeedShape.Kind.ANY ? outcome.tally().missing() : List.of();
        SeedsReport report = new SeedsReport(outcome, runner.time(), different, missing);
        SeedsText text = new SeedsText(System.out, report, words(), story || message > 0);
        List<SeedResult> failed = outcome.failed();
        if (!failed.isEmpty()) {
            Failure failure = new Failure(failed.get(0), options, errors);
            text.failure(noShrink ? failure.asItWas() : failure.shrunk(System.err));
        } else if (options.told()) {
            text.story(outcome.last());
        }
        text.all(count);
        if (json) {
            System.out.println(report.json());
        }
        return report.isGreen() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** The options that a seed's run depends on, as on the command line, beside those that say which faults. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        if (shape != SeedShape.Kind.ANY) {
            words.addAll(List.of("--shape", shape.toString()));
        }
        if (!durability.equals("sync")) {
            words.addAll(List.of("--durability", durability));
        }
        if (bug != null) {
            words.addAll(List.of("--bug", bug.toLowerCase(Locale.ROOT)));
        }
        return words;
    }
}
