package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon sim record}: writes a recording of what nodes tell, or of what goes through a proxy. Exit status: 0 whole, 1 something is missing, 2 wrong options or nobody tells. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Records real traffic, at the nodes or through a proxy in front of them.",
        description = {
            "",
            "With --node, nodes tell what their clients say and hear, as an operator may ask of them at any time; only"
                    + " connections that begin afterwards are seen, and clients notice nothing. With --proxy, clients connect to"
                    + " the proxy in place of a node. Each node has a port of its own, from there on, and a client that is sent to"
                    + " another node comes there through that node's port.",
            "",
            "Traffic never waits for the recording: what finds no room is left out, counted, and said. Tokens are never"
                    + " recorded; what people write is, until you scrub it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim record --node 127.0.0.1:7490 --insecure-dev --out monday.rec --for 10m",
            "  ./carillon sim record --node 10.0.0.1:7490,10.0.0.2:7490 --ca ca.crt --out monday.rec --limit-mb 512",
            "  ./carillon sim record --proxy 127.0.0.1:7500 --server 127.0.0.1:7400 --out monday.rec",
            "  ./carillon sim record --proxy 127.0.0.1:7500 --server 127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403 \\",
            "      --out monday.rec --for 10m     the nodes' ports are 7500, 7501 and 7502 then",
            "  ./carillon sim scrub monday.rec --key scrub.key --out monday-scrubbed.rec",
            "",
            "Exit status: 0 all is recorded, 1 something is missing, 2 wrong options, or nothing could be recorded."
        })
public final class RecordCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Admin addresses of the nodes that are to tell.")
    private List<String> tapped = List.of();

    @Mixin
    private Operator operator = new Operator();

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            description = "Where clients connect; with several nodes, the first of as many ports.")
    private @Nullable String proxy;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "With --proxy: the nodes, as the cluster names them to clients.")
    private List<String> servers = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The recording, a new file.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path out;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after so long (90s, 10m, 2h); without it, at Ctrl-C, or after a day with --node.")
    private @Nullable String span;

    @Option(names = "--limit-mb", paramLabel = "MB", description = "End when the file has so many megabytes.")
    private @Nullable Integer limitMb;

    @Option(names = "--json", description = "Print what was recorded as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public RecordCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        try (CtrlC ctrlC = new CtrlC()) {
            return ctrlC.status(record(ctrlC.pressed()));
        } catch (NotBegunException e) {
            // The options make sense, so how they are written is not repeated.
            PrintWriter words = spec.commandLine().getErr();
            words.println(e.getMessage());
            words.flush();
            return spec.exitCodeOnInvalidInput();
        }
    }

    /** Nothing can be recorded as things are; the message is for people. */
    private static final class NotBegunException extends Exception {
        NotBegunException(String sentence) {
            super(sentence);
        }
    }

    private void check() {
        if (tapped.isEmpty() == (proxy == null)) {
            throw wrong("Say either --node, to have nodes tell, or --proxy, to stand in front of them.");
        }
        if (proxy != null && servers.isEmpty()) {
            throw wrong("--proxy wants --server: the nodes that it stands in front of.");
        }
        if (limitMb != null && limitMb < 1) {
            throw wrong("--limit-mb takes 1 and more, not " + limitMb + ".");
        }
        String bad =
                tapped.isEmpty() ? null : operator.wrong(TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
        if (bad != null) {
            throw wrong(bad);
        }
        if (!tapped.isEmpty() && length().compareTo(NodeTaps.FOR_MAX) > 0) {
            throw wrong("A node is recorded for a day at most, not " + span + ".");
        }
        if (Files.exists(out)) {
            throw wrong(out + " exists; recordings are never written over. Name another file.");
        }
    }

    private int record(CountDownLatch stop) throws IOException, InterruptedException, NotBegunException {
        long begun = System.nanoTime();
        LongSupplier nowUs = () -> (System.nanoTime() - begun) / 1_000;
        EventQueue queue = new EventQueue();
        Watched watched = tapped.isEmpty() ? proxy(queue, nowUs) : taps(queue, nowUs);
        RecordingHeader header = new RecordingHeader(
                System.currentTimeMillis(),
                false,
                0,
                tapped.isEmpty() ? RecordingHeader.Kind.PROXY : RecordingHeader.Kind.NODE,
                String.join(",", tapped.isEmpty() ? servers : tapped));
        RecordingWriter writer;
        try {
            writer = RecordingWriter.create(out, header);
        } catch (IOException e) {
            watched.close();
            throw new NotBegunException(
                    "The recording cannot be written: " + e.getMessage() + ". Nothing was recorded.");
        }
        Recorder recorder = new Recorder(queue, writer, System::nanoTime);
        recorder.start();
        say("Recording into " + out + (span == null ? "; Ctrl-C ends it." : " for " + span + "."));
        Recording recording = new Recording(watched, recorder, out, this::say);
        // Nodes end by themselves, and what is on its way then counts.
        Duration wait = tapped.isEmpty() ? length() : length().plus(NodeTaps.GRACE);
        recording.await(stop, wait, limitMb == null ? Long.MAX_VALUE : limitMb * 1_000_000L);
        watched.close();
        recorder.end();
        return recording.end(json) ? 0 : 1;
    }

    private Watched proxy(EventQueue queue, LongSupplier nowUs) throws InterruptedException, NotBegunException {
        InetSocketAddress first = address("--proxy", String.valueOf(proxy));
        List<InetSocketAddress> nodes = addresses("--server", servers);
        RecordingProxy gate = new RecordingProxy(queue, nowUs);
        try {
            for (int i = 0; i < nodes.size(); i++) {
                int port = first.getPort() == 0 ? 0 : first.getPort() + i;
                InetSocketAddress door = gate.open(new InetSocketAddress(first.getHostString(), port), nodes.get(i));
                say(door.getHostString() + ":" + door.getPort() + " leads to " + servers.get(i));
            }
            return gate;
        } catch (IOException e) {
            gate.close();
            throw new NotBegunException(String.valueOf(e.getMessage()));
        }
    }

    private Watched taps(EventQueue queue, LongSupplier nowUs) throws InterruptedException, NotBegunException {
        List<InetSocketAddress> nodes = addresses("--node", tapped);
        NodeTaps taps = new NodeTaps(queue, nowUs);
        try {
            for (InetSocketAddress node : nodes) {
                int older = taps.add(node, operator, length());
                say(node.getHostString() + ":" + node.getPort() + " tells"
                        + (older == 0 ? "" : "; of " + older + " connections that were there before nothing is seen"));
            }
            return taps;
        } catch (NodeTaps.RefusedException e) {
            taps.close();
            throw new NotBegunException(e.getMessage() + ". Nothing was recorded.");
        }
    }

    private Duration length() {
        if (span == null) {
            return tapped.isEmpty() ? Duration.ofDays(365) : NodeTaps.FOR_MAX;
        }
        Duration parsed = Span.parse(span);
        if (parsed == null) {
            throw wrong("--for takes a time like 90s, 10m or 2h, not " + span + ".");
        }
        return parsed;
    }

    private List<InetSocketAddress> addresses(String option, List<String> texts) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (String text : texts) {
            all.add(address(option, text));
        }
        return all;
    }

    private InetSocketAddress address(String option, String text) {
        InetSocketAddress address = Address.parse(text);
        if (address == null || address.isUnresolved()) {
            throw wrong(option + " takes HOST:PORT, such as 127.0.0.1:7400, of a host that is known here, not " + text
                    + ".");
        }
        return address;
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
