package dev.carillon.simulator.diff;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.replay.Multiplied;
import dev.carillon.simulator.replay.OwnNodes;
import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.replay.ReplaySource;
import dev.carillon.simulator.replay.Script;
import dev.carillon.simulator.replay.Tempo;
import dev.carillon.simulator.report.render.HtmlReport;
import dev.carillon.simulator.traffic.BadTrafficException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    private static final int NODES_MAX = 9;
    private static final int TIMES_MAX = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A recording, scrubbed or not, or a trace.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path file;

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

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Nodes of each run: 1, or 3 to " + NODES_MAX + " (3).")
    private int nodes = 3;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "max",
            description = "1 as recorded, 10 ten times as fast, max as fast as it goes (max).")
    private String speed = "max";

    @Option(names = "--loop", paramLabel = "N", defaultValue = "1", description = "Replay it N times in each run (1).")
    private int loop = 1;

    @Option(names = "--scale", paramLabel = "N", defaultValue = "1", description = "N times the users (1).")
    private int scale = 1;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything made up (1).")
    private long seed = 1;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "A run is given up when nothing moved for so long (30).")
    private int patience = 30;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write it as a page, over what was there.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public DiffCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Tempo tempo = Tempo.parse(speed);
        check(tempo != null, "--speed takes a number above 0, or max, not " + speed);
        Script script = script();
        Side a = side(buildA, configA);
        Side b = side(buildB, configB);
        if (a.equals(b)) {
            say(
                    "A and B are the same: what differs now, differs by chance. Name another build with --a or --b, or settings with --config-b.");
        }
        say(String.format(
                Locale.ROOT,
                "Replaying %s, %,d messages among %,d users, %s, %d rounds of A and B, %d nodes each.",
                file,
                script.traffic().size(),
                script.traffic().users(),
                tempo,
                rounds,
                nodes));
        Playback playback = new Playback(script, tempo == null ? Tempo.MAX : tempo, patience * 1_000L, true);
        try {
            List<Alternation.Round> all = new Alternation(a, b, side -> replay(playback, side), this::say).run(rounds);
            return end(Comparison.of(a, b, all, seed));
        } catch (NodeStartException e) {
            say(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private Playback.Result replay(Playback playback, Side side)
            throws IOException, InterruptedException, NodeStartException {
        Workspace workspace;
        try {
            workspace = Workspace.open("diff", null);
        } catch (Workspace.UnusableFolderException e) {
            throw new IOException(e.getMessage());
        }
        OwnNodes own = OwnNodes.lay(workspace.files(), nodes, side.config(), side.classPath());
        Thread cleanUp = new Thread(
                () -> {
                    own.close();
                    workspace.clean();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            Playback.Result result = playback.run(own.start(), seed, ledger -> {});
            if (!result.verdict().isGreen()) {
                workspace.keep();
                say("  The nodes' data and output are in " + workspace.files());
            }
            return result;
        } finally {
            own.stop();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            workspace.clean();
        }
    }

    private int end(Comparison found) throws IOException {
        String name = file.getFileName().toString();
        DiffText.lines(found).forEach(this::say);
        Path page = report;
        if (page != null) {
            HtmlReport.write(DiffPage.of(name, found, method()), page);
            say("The page is " + page);
        }
        if (json) {
            say(DiffText.json(name, found));
        }
        return found.complaints().isEmpty() ? 0 : 1;
    }

    private Map<String, String> method() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("A", words(buildA, configA));
        facts.put("B", words(buildB, configB));
        facts.put("rounds", rounds + ", A B, B A and so on, each with new nodes and data");
        facts.put("nodes", Integer.toString(nodes));
        facts.put("speed", speed);
        facts.put("loop, scale, seed", loop + ", " + scale + ", " + seed);
        facts.put("Java", Runtime.version().toString());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return facts;
    }

    private static String words(@Nullable Path build, @Nullable Path config) {
        return (build == null ? "this build" : build.toString())
                + (config == null ? ", settings as they come" : ", settings of " + config);
    }

    private Side side(@Nullable Path build, @Nullable Path config) throws InterruptedException {
        check(config == null || Files.isReadable(config), "The settings " + config + " cannot be read");
        try {
            return new Side(words(build, config), build == null ? null : Build.classPath(build), config);
        } catch (Build.UnusableException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Script script() throws IOException {
        check(rounds >= 1 && rounds <= ROUNDS_MAX, "--rounds must be 1 to " + ROUNDS_MAX + ", not " + rounds);
        check(
                nodes == 1 || nodes >= 3 && nodes <= NODES_MAX,
                "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes);
        check(loop >= 1 && loop <= TIMES_MAX, "--loop must be 1 to " + TIMES_MAX + ", not " + loop);
        check(scale >= 1 && scale <= TIMES_MAX, "--scale must be 1 to " + TIMES_MAX + ", not " + scale);
        check(patience >= 1 && patience <= 3_600, "--patience must be 1 to 3600 seconds, not " + patience);
        try {
            ReplaySource.Read read = ReplaySource.read(file, seed);
            read.missing().forEach(sentence -> say("Attention: " + sentence));
            return Multiplied.of(read.script(), scale, loop, "", seed);
        } catch (ReplaySource.UnusableException e) {
            throw wrong(String.valueOf(e.getMessage()));
        } catch (BadTrafficException e) {
            throw wrong("So many users and rounds are too much: " + e.getMessage() + ".");
        }
    }

    private void check(boolean right, String sentence) {
        if (!right) {
            throw wrong(sentence + ".");
        }
    }

    private void say(String line) {
        PrintWriter words = spec.commandLine().getOut();
        words.println(line);
        words.flush();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
