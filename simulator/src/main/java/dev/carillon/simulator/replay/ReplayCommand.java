package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.traffic.BadTrafficException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon sim replay}. Exit status: 0 green, 1 red, 2 wrong options or files. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Replays a recording or a trace through real clients, and gives a verdict.",
        description = {
            "",
            "Users come and go, write and read as they did, and nobody writes before having seen what they had seen then."
                    + " Without --server it starts three nodes of its own. Times count from when a message should have"
                    + " been sent, so a replay that falls behind shows it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim replay monday.rec                    as fast as it goes",
            "  ./carillon sim replay monday.rec --speed 10         a recorded minute in six seconds",
            "  ./carillon sim replay monday.rec --speed 1 --scale 5 --loop 3",
            "  ./carillon sim replay college-msg.tsv.gz --nodes 1",
            "  ./carillon sim replay monday.rec --server 127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403",
            "",
            "Exit status: 0 green, 1 red, 2 wrong options or files."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int NODES_MAX = 9;
    private static final int TIMES_MAX = 10_000;
    private static final long SAY_EVERY_MS = 2_000;
    private static final List<String> HERE = List.of("127.0.0.1", "localhost");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A recording, scrubbed or not, or a trace.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path file;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "max",
            description = "1 as recorded, 10 ten times as fast, max as fast as it goes (max).")
    private String speed = "max";

    @Option(
            names = "--loop",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replay it N times, one after the other (1).")
    private int loop = 1;

    @Option(
            names = "--scale",
            paramLabel = "N",
            defaultValue = "1",
            description = "N times the users, each population with names of its own (1).")
    private int scale = 1;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            description =
                    "Nodes that run on this machine with --insecure-dev, in place of own ones. Users get new names there.")
    private List<String> servers = List.of();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Own nodes: 1, or 3 to " + NODES_MAX + " (3).")
    private int nodes = 3;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings of the own nodes.")
    private @Nullable Path config;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything made up (1).")
    private long seed = 1;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Give up when nothing moved for so long (30).")
    private int patience = 30;

    @Option(names = "--json", description = "Print the verdict as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public ReplayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Tempo tempo = tempo();
        List<Integer> ports = ports();
        Script script = script();
        say(String.format(
                Locale.ROOT,
                "Replaying %s: %,d messages among %,d users, %s%s.",
                file,
                script.traffic().size(),
                script.traffic().users(),
                tempo,
                tempo.isMax()
                        ? ""
                        : String.format(Locale.ROOT, ", about %,.0f s", tempo.nanos(script.lengthUs()) / 1e9)));
        Playback playback = new Playback(script, tempo, patience * 1_000L, false);
        if (!ports.isEmpty()) {
            return end(tempo, watched(playback, new Playback.Nodes(ports, List.of(), () -> true)));
        }
        Workspace workspace;
        try {
            workspace = Workspace.open("replay", null);
        } catch (Workspace.UnusableFolderException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return withOwnNodes(tempo, playback, workspace);
    }

    private int withOwnNodes(Tempo tempo, Playback playback, Workspace workspace)
            throws IOException, InterruptedException {
        OwnNodes own = OwnNodes.lay(workspace.files(), nodes, config, null);
        Thread cleanUp = new Thread(
                () -> {
                    own.close();
                    workspace.clean();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            Playback.Result result = watched(playback, own.start());
            if (!result.verdict().isGreen()) {
                workspace.keep();
                say("The nodes' data and output are in " + workspace.files());
            }
            own.stop();
            return end(tempo, result);
        } catch (NodeStartException e) {
            workspace.keep();
            say(String.valueOf(e.getMessage()));
            return 1;
        } finally {
            own.close();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            workspace.clean();
        }
    }

    private Playback.Result watched(Playback playback, Playback.Nodes at) throws InterruptedException {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return playback.run(
                    at,
                    new SplittableRandom(System.nanoTime()).nextLong(),
                    ledger -> ticker.scheduleAtFixedRate(
                            () -> progress(ledger), SAY_EVERY_MS, SAY_EVERY_MS, TimeUnit.MILLISECONDS));
        } finally {
            ticker.shutdownNow();
        }
    }

    private void progress(Ledger ledger) {
        Ledger.Totals totals = ledger.totals();
        say(String.format(
                Locale.ROOT,
                "  sent %,d, acked %,d, delivered %,d",
                totals.sent(),
                totals.acked(),
                totals.delivered()));
    }

    private int end(Tempo tempo, Playback.Result result) {
        String name = file.getFileName().toString();
        ReplayText.lines(name, result).forEach(this::say);
        if (json) {
            say(ReplayText.json(name, tempo, result));
        }
        return result.verdict().isGreen() ? 0 : 1;
    }

    private Script script() throws IOException {
        check(loop >= 1 && loop <= TIMES_MAX, "--loop must be 1 to " + TIMES_MAX + ", not " + loop);
        check(scale >= 1 && scale <= TIMES_MAX, "--scale must be 1 to " + TIMES_MAX + ", not " + scale);
        check(
                nodes == 1 || nodes >= 3 && nodes <= NODES_MAX,
                "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes);
        check(patience >= 1 && patience <= 3_600, "--patience must be 1 to 3600 seconds, not " + patience);
        check(config == null || Files.isReadable(config), "--config " + config + " cannot be read");
        try {
            ReplaySource.Read read = ReplaySource.read(file, seed);
            read.missing().forEach(sentence -> say("Attention: " + sentence));
            // Whom a cluster knows already has an inbox there that is not this replay's.
            String tag = servers.isEmpty() ? "" : String.format("~r%07x", System.nanoTime() & 0xFFF_FFFF);
            return Multiplied.of(read.script(), scale, loop, tag, seed);
        } catch (ReplaySource.UnusableException e) {
            throw wrong(String.valueOf(e.getMessage()));
        } catch (BadTrafficException e) {
            throw wrong("So many users and rounds are too much: " + e.getMessage() + ".");
        }
    }

    private Tempo tempo() {
        Tempo tempo = Tempo.parse(speed);
        if (tempo == null) {
            throw wrong("--speed takes a number above 0, or max, not " + speed + ".");
        }
        return tempo;
    }

    private List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        for (String server : servers) {
            int colon = server.lastIndexOf(':');
            String port = server.substring(colon + 1);
            check(
                    colon > 0 && HERE.contains(server.substring(0, colon)) && port.matches("\\d{1,5}"),
                    "--server takes addresses on this machine, such as 127.0.0.1:7400, not " + server);
            ports.add(Integer.parseInt(port));
        }
        return ports;
    }

    private void check(boolean right, String sentence) {
        if (!right) {
            throw wrong(sentence + ".");
        }
    }

    private synchronized void say(String line) {
        PrintWriter words = spec.commandLine().getOut();
        words.println(line);
        words.flush();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
