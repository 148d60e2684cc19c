package dev.carillon.simulator.diff;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.replay.OwnRun;
import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.replay.ReplayOptions;
import dev.carillon.simulator.replay.Script;
import dev.carillon.simulator.report.render.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon sim diff}. Exit status: 0 no difference that matters, 1 there is one, 2 wrong options or files. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Replays the same recording against two builds, or two configurations, and says what differs.",
        description = {
            "",
            "Each run has nodes and a data folder of its own; the two sides take turns, A B, B A and so on. Behaviour must be"
                    + " the same: promises, refusals, receipts, each pair's order, each inbox's length. Performance is told"
                    + " as a ratio with its confidence, and as no difference where it may be none.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim diff monday.rec --a ../released --b .",
            "  ./carillon sim diff monday.rec --config-b tuned.yaml --rounds 10",
            "  ./carillon sim diff monday.rec --a ../released --speed 10 --report diff.html --json",
            "",
            "Exit status: 0 B is as A, 1 B behaves differently, breaks a promise or is surely worse, 2 wrong options or files."
        })
public final class DiffCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 100;

    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--a",
            paramLabel = "DIR",
            description = "A checkout with its own ./carillon, built if needed (this build).")
    private @Nullable Path buildA;

    @Option(names = "--b", paramLabel = "DIR", description = "The other one (this build).")
    private @Nullable Path buildB;

    @Option(names = "--config-a", paramLabel = "FILE", description = "Settings of A's nodes (the defaults).")
    private @Nullable Path configA;

    @Option(names = "--config-b", paramLabel = "FILE", description = "Settings of B's nodes (the defaults).")
    private @Nullable Path configB;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Runs of each side (5).")
    private int rounds = 5;

    /** Made by picocli. */
    public DiffCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check();
        options.check(rounds >= 1 && rounds <= ROUNDS_MAX, "--rounds must be 1 to " + ROUNDS_MAX + ", not " + rounds);
        Script script = options.script("");
        Side a = side(buildA, configA);
        Side b = side(buildB, configB);
        if (a.isLike(b)) {
            options.say("A and B are the same: what differs now, differs by chance. Name another build with --a or --b,"
                    + " or settings with --config-b.");
        }
        options.say("Replaying " + options.words(script) + "; " + rounds + " rounds of A and B, " + options.nodes()
                + " nodes each.");
        Playback playback = new Playback(script, options.tempo(), options.patienceMs(), true);
        OwnRun run = new OwnRun("diff", options.nodes(), line -> options.say("  " + line));
        Alternation turns = new Alternation(
                a,
                b,
                side -> run.run(
                        side.config(), side.classPath(), nodes -> playback.run(nodes, options.seed(), ledger -> {})),
                options::say);
        try {
            return end(Comparison.of(a, b, turns.run(rounds), options.seed()));
        } catch (NodeStartException e) {
            options.say(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private int end(Comparison found) throws IOException {
        DiffText.lines(found).forEach(options::say);
        Path page = options.report();
        if (page != null) {
            HtmlReport.write(DiffPage.of(options.name(), found, method()), page);
            options.say("The page is " + page);
        }
        if (options.json()) {
            options.say(DiffText.json(options.name(), found));
        }
        return found.complaints().isEmpty() ? 0 : 1;
    }

    private Map<String, String> method() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("A", words(buildA, configA));
        facts.put("B", words(buildB, configB));
        facts.put("rounds", rounds + ", A B, B A and so on, each with new nodes and data");
        facts.put("nodes", Integer.toString(options.nodes()));
        facts.putAll(options.method());
        return facts;
    }

    private static String words(@Nullable Path build, @Nullable Path config) {
        return (build == null ? "this build" : build.toString())
                + (config == null ? ", settings as they come" : ", settings of " + config);
    }

    private Side side(@Nullable Path build, @Nullable Path config) throws InterruptedException {
        options.check(config == null || Files.isReadable(config), "The settings " + config + " cannot be read");
        try {
            return new Side(words(build, config), build == null ? null : Build.classPath(build), config);
        } catch (Build.UnusableException e) {
            throw options.wrong(String.valueOf(e.getMessage()));
        }
    }
}
