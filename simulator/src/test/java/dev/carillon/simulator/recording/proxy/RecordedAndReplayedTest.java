package dev.carillon.simulator.recording.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.recording.scrub.ScrubKey;
import dev.carillon.simulator.recording.scrub.Scrubber;
import dev.carillon.simulator.replay.Behaviour;
import dev.carillon.simulator.replay.Multiplied;
import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.replay.Script;
import dev.carillon.simulator.replay.ScriptReader;
import dev.carillon.simulator.replay.Tempo;
import dev.carillon.simulator.traffic.SyntheticDay;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node: what was replayed through the proxy is recorded, scrubbed, and replayed again, and the same comes of it. */
@Tag("clusters")
class RecordedAndReplayedTest {
    private static final long PATIENCE_MS = 30_000;
    private static final int ROWS = 400;

    @TempDir
    Path folder;

    /** A day with receipts for every second message, of which every third is read. */
    private static Script script() throws Exception {
        Script plain = ScriptReader.of(SyntheticDay.of(2, ROWS, 8));
        BitSet receipts = new BitSet();
        BitSet read = new BitSet();
        for (int row = 0; row < ROWS; row++) {
            receipts.set(row, row % 2 == 0);
            read.set(row, row % 3 == 0);
        }
        return new Script(plain.traffic(), plain.steps(), plain.seen(), receipts, read, false, plain.lengthUs());
    }

    private static Playback.Result play(Script script, int port) throws InterruptedException {
        Playback.Nodes nodes = new Playback.Nodes(List.of(port), List.of(), () -> true);
        Playback.Result result = new Playback(script, Tempo.MAX, PATIENCE_MS, true).run(nodes, 4, ledger -> {});
        assertThat(result.verdict().complaints()).isEmpty();
        assertThat(result.verdict().balance().delivered()).isEqualTo(ROWS);
        return result;
    }

    /** What does not depend on names. */
    private static Map<String, Long> kinds(Behaviour behaviour) {
        return behaviour.facts().entrySet().stream()
                .collect(Collectors.groupingBy(
                        fact -> fact.getKey().replaceAll(":? .*", "") + " "
                                + fact.getKey()
                                        .replaceAll(".*(READ|DELIVERED).*", "$1")
                                        .replaceAll("^[a-z].*", "")
                                + fact.getValue().replaceAll("[0-9a-f]{16}", "order"),
                        Collectors.counting()));
    }

    @Test
    void theSameComesOfTheRecordingAsOfWhatWasRecorded() throws Exception {
        NodeProcess node = new NodeProcess(
                "dev.carillon.node.boot.NodeMain",
                folder.resolve("data"),
                Files.createDirectories(folder.resolve("files")),
                0,
                () -> List.of("--insecure-dev", "--http-port=-1", "--admin-port=-1"));
        Path file = folder.resolve("a.rec");
        Path scrubbed = folder.resolve("b.rec");
        EventQueue queue = new EventQueue();
        RecordingHeader header = new RecordingHeader(0, false, 0, RecordingHeader.Kind.PROXY, "a test");
        Recorder recorder = new Recorder(queue, RecordingWriter.create(file, header), System::nanoTime);
        recorder.start();
        try {
            node.start();
            Script script = script();
            Playback.Result first;
            try (RecordingProxy proxy = new RecordingProxy(queue, () -> System.nanoTime() / 1_000)) {
                InetSocketAddress at = new InetSocketAddress("127.0.0.1", node.port());
                first = play(
                        script,
                        proxy.open(new InetSocketAddress("127.0.0.1", 0), at).getPort());
            }
            recorder.end();
            new Scrubber(ScrubKey.of(folder.resolve("key"), new SplittableRandom(1))).scrub(file, scrubbed);
            Script again = ScriptReader.read(scrubbed).script();

            assertThat(again.sessions()).isTrue();
            assertThat(again.receipts().cardinality())
                    .isEqualTo(script.receipts().cardinality());
            assertThat(again.read().isEmpty()).isFalse();
            Playback.Result second = play(Multiplied.of(again, 1, 1, "~2", 1), node.port());
            assertThat(kinds(second.behaviour())).isEqualTo(kinds(first.behaviour()));
            assertThat(kinds(first.behaviour()).keySet()).anyMatch(kind -> kind.startsWith("receipt READ"));
        } finally {
            node.destroy();
        }
    }
}
