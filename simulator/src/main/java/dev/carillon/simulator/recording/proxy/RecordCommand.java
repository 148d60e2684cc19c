package dev.carillon.simulator.recording.proxy;

import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon sim record}: a proxy in front of nodes that writes a recording. Exit status: 0 whole, 1 something is missing, 2 wrong options. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Records real traffic, through a proxy in front of the nodes.",
        description = {
            "",
            "Clients connect to the proxy in place of a node. Each node has a port of its own, from --proxy on, and a client"
                    + " that is sent to another node comes there through that node's port. Traffic never waits for the"
                    + " recording: what the disk cannot take is left out, counted, and said. Tokens are never recorded;"
                    + " what people write is, until you scrub it.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim record --proxy 127.0.0.1:7500 --server 127.0.0.1:7400 --out monday.rec",
            "  ./carillon sim record --proxy 127.0.0.1:7500 --server 127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403 \\",
            "      --out monday.rec --for 10m     the nodes' ports are 7500, 7501 and 7502 then",
            "  ./carillon sim scrub monday.rec --key scrub.key --out monday-scrubbed.rec",
            "",
            "Exit status: 0 all is recorded, 1 something is missing, 2 wrong options."
        })
public final class RecordCommand implements Callable<Integer> {
    private static final long SAY_EVERY_MS = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Where clients connect; with several nodes, the first of as many ports.")
    private String proxy = "";

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            required = true,
            split = ",",
            description = "The nodes, as the cluster names them to clients.")
    private List<String> servers = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The recording, a new file.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path out;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after so long (90s, 10m, 2h); without it, at Ctrl-C.")
    private @Nullable String span;

    @Option(names = "--json", description = "Print what was recorded as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public RecordCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<InetSocketAddress> nodes = new ArrayList<>();
        for (String server : servers) {
            nodes.add(address("--server", server));
        }
        InetSocketAddress first = address("--proxy", proxy);
        Duration length = length();
        if (Files.exists(out)) {
            throw wrong(out + " exists; recordings are never written over. Name another file.");
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread atCtrlC = new Thread(() -> stopAndWait(stop, done), "ctrl-c");
        Runtime.getRuntime().addShutdownHook(atCtrlC);
        try {
            return record(first, nodes, length, stop);
        } finally {
            done.countDown();
            remove(atCtrlC);
        }
    }

    private int record(InetSocketAddress first, List<InetSocketAddress> nodes, Duration length, CountDownLatch stop)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        RecordingHeader header = new RecordingHeader(
                System.currentTimeMillis(), false, 0, RecordingHeader.Kind.PROXY, String.join(",", servers));
        EventQueue queue = new EventQueue();
        RecordingProxy gate = new RecordingProxy(queue, () -> (System.nanoTime() - begun) / 1_000);
        try {
            for (int i = 0; i < nodes.size(); i++) {
                int port = first.getPort() == 0 ? 0 : first.getPort() + i;
                InetSocketAddress door = gate.open(new InetSocketAddress(first.getHostString(), port), nodes.get(i));
                say(door.getHostString() + ":" + door.getPort() + " leads to " + servers.get(i));
            }
        } catch (IOException e) {
            gate.close();
            throw wrong(String.valueOf(e.getMessage()));
        }
        Recorder recorder = new Recorder(queue, RecordingWriter.create(out, header), System::nanoTime);
        recorder.start();
        say("Recording into " + out + (span == null ? "; Ctrl-C ends it." : " for " + span + "."));
        await(stop, length, gate, recorder);
        gate.close();
        recorder.end();
        return end(gate, recorder);
    }

    private void await(CountDownLatch stop, Duration length, RecordingProxy gate, Recorder recorder)
            throws InterruptedException {
        long until = System.nanoTime() + length.toNanos();
        boolean said = false;
        for (long left = length.toMillis(); left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            if (stop.await(Math.min(left, SAY_EVERY_MS), TimeUnit.MILLISECONDS)) {
                return;
            }
            say(String.format(
                    Locale.ROOT,
                    "  %,d events, %,d connections now, %,d bytes",
                    recorder.events(),
                    gate.openNow(),
                    recorder.bytes()));
            String trouble = recorder.trouble();
            if (trouble != null && !said) {
                said = true;
                say("Attention: " + trouble + ".");
            }
        }
    }

    private int end(RecordingProxy gate, Recorder recorder) {
        boolean whole = recorder.lost() == 0 && gate.unreadable() == 0 && recorder.trouble() == null;
        say(String.format(
                Locale.ROOT,
                "%s: %,d events on %,d connections, %,d bytes.",
                out,
                recorder.events(),
                gate.connections(),
                recorder.bytes()));
        if (recorder.lost() > 0) {
            say(recorder.lost() + " events were seen and not recorded, because the recorder could not keep up.");
        }
        if (gate.unreadable() > 0) {
            say(gate.unreadable() + " connections were not understood and went on unseen.");
        }
        if (recorder.trouble() != null) {
            say("Attention: " + recorder.trouble() + ".");
        }
        if (json) {
            say(new JsonLine()
                    .add("file", out.toString())
                    .add("events", recorder.events())
                    .add("connections", gate.connections())
                    .add("bytes", recorder.bytes())
                    .add("not_recorded", recorder.lost())
                    .add("not_understood", gate.unreadable())
                    .toString());
        }
        return whole ? 0 : 1;
    }

    /** Ctrl-C ends the recording, and this process only when the file is closed. */
    private static void stopAndWait(CountDownLatch stop, CountDownLatch done) {
        stop.countDown();
        try {
            done.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already: it was Ctrl-C.
        }
    }

    private Duration length() {
        if (span == null) {
            return Duration.ofDays(365);
        }
        Duration parsed = Span.parse(span);
        if (parsed == null) {
            throw wrong("--for takes a time like 90s, 10m or 2h, not " + span + ".");
        }
        return parsed;
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
