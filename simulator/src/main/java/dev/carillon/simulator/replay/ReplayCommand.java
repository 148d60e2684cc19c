package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.report.render.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "  ./carillon sim replay college-msg.tsv.gz --nodes 1 --report replay.html",
            "  ./carillon sim replay monday.rec --server 127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403",
            "",
            "Exit status: 0 green, 1 red, 2 wrong options or files."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final long SAY_EVERY_MS = 2_000;
    private static final List<String> HERE = List.of("127.0.0.1", "localhost");

    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            description =
                    "Nodes that run on this machine with --insecure-dev, in place of own ones. Users get new names there.")
    private List<String> servers = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "Settings of the own nodes.")
    private @Nullable Path config;

    /** Made by picocli. */
    public ReplayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check();
        List<Integer> ports = ports();
        options.check(config == null || Files.isReadable(config), "--config " + config + " cannot be read");
        // Whom a cluster knows already has an inbox there that is not this replay's.
        Script script =
                options.script(servers.isEmpty() ? "" : String.format("~r%07x", System.nanoTime() & 0xFFF_FFFF));
        options.say("Replaying " + options.words(script) + ".");
        Playback playback = new Playback(script, options.tempo(), options.patienceMs(), false);
        if (!ports.isEmpty()) {
            return end(watched(playback, new Playback.Nodes(ports, List.of(), () -> true)));
        }
        try {
            return end(new OwnRun("replay", options.nodes(), options::say)
                    .run(config, null, nodes -> watched(playback, nodes)));
        } catch (NodeStartException e) {
            options.say(String.valueOf(e.getMessage()));
            return 1;
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
        options.say(String.format(
                Locale.ROOT,
                "  sent %,d, acked %,d, delivered %,d",
                totals.sent(),
                totals.acked(),
                totals.delivered()));
    }

    private int end(Playback.Result result) throws IOException {
        ReplayText.lines(options.name(), result).forEach(options::say);
        Path page = options.report();
        if (page != null) {
            HtmlReport.write(ReplayPage.of(options.name(), result, method()), page);
            options.say("The page is " + page);
        }
        if (options.json()) {
            options.say(ReplayText.json(options.name(), options.tempo(), result));
        }
        return result.verdict().isGreen() ? 0 : 1;
    }

    private Map<String, String> method() {
        Map<String, String> facts = options.method();
        facts.put(
                "nodes",
                servers.isEmpty()
                        ? options.nodes() + " of its own, new" + (config == null ? "" : ", settings of " + config)
                        : String.join(", ", servers));
        return facts;
    }

    private List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        for (String server : servers) {
            int colon = server.lastIndexOf(':');
            String port = server.substring(colon + 1);
            options.check(
                    colon > 0 && HERE.contains(server.substring(0, colon)) && port.matches("\\d{1,5}"),
                    "--server takes addresses on this machine, such as 127.0.0.1:7400, not " + server);
            ports.add(Integer.parseInt(port));
        }
        return ports;
    }
}
