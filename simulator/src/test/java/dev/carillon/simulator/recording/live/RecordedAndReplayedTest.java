package dev.carillon.simulator.recording.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.recording.scrub.ScrubKey;
import dev.carillon.simulator.recording.scrub.Scrubber;
import dev.carillon.simulator.replay.Behaviour;
import dev.carillon.simulator.replay.Devices;
import dev.carillon.simulator.replay.Multiplied;
import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.replay.Script;
import dev.carillon.simulator.replay.ScriptReader;
import dev.carillon.simulator.replay.Step;
import dev.carillon.simulator.replay.Tempo;
import dev.carillon.simulator.traffic.SyntheticDay;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
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

    /** The same, where the first user has a second device, which sends every second of their messages. */
    private static Script withASecondDevice() throws Exception {
        Script one = script();
        int more = one.traffic().users();
        List<List<Step>> steps = new ArrayList<>();
        for (int device = 0; device <= more; device++) {
            steps.add(new ArrayList<>(List.of(new Step(Step.Kind.OPEN, -1, 0, 0))));
        }
        Map<Integer, Integer> senders = new HashMap<>();
        for (int user = 0; user < more; user++) {
            for (Step step : one.steps().get(user)) {
                boolean second =
                        user == 0 && senders.size() < one.steps().get(0).size() / 2;
                steps.get(second ? more : user).add(step);
                if (second) {
                    senders.put(step.row(), more);
                }
            }
        }
        List<int[]> seen = new ArrayList<>(one.seen());
        seen.add(one.seen().get(0));
        return new Script(
                one.traffic(),
                new Devices(one.traffic(), List.of(0), senders),
                steps,
                seen,
                one.receipts(),
                one.read(),
                true,
                one.lengthUs());
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

    private NodeProcess node() throws Exception {
        return new NodeProcess(
                "dev.carillon.node.boot.NodeMain",
                folder.resolve("data"),
                Files.createDirectories(folder.resolve("files")),
                0,
                () -> List.of("--insecure-dev", "--http-port=-1", "--admin-port=-1"));
    }

    /** Plays it through a proxy that records it. */
    private static Playback.Result recorded(Script script, NodeProcess node, Path file) throws Exception {
        EventQueue queue = new EventQueue();
        RecordingHeader header = new RecordingHeader(0, false, 0, RecordingHeader.Kind.PROXY, "a test");
        Recorder recorder = new Recorder(queue, RecordingWriter.create(file, header), System::nanoTime);
        recorder.start();
        try (RecordingProxy proxy = new RecordingProxy(queue, () -> System.nanoTime() / 1_000)) {
            InetSocketAddress at = new InetSocketAddress("127.0.0.1", node.port());
            return play(
                    script,
                    proxy.open(new InetSocketAddress("127.0.0.1", 0), at).getPort());
        } finally {
            recorder.end();
        }
    }

    @Test
    void theSameComesOfTheRecordingAsOfWhatWasRecorded() throws Exception {
        NodeProcess node = node();
        Path file = folder.resolve("a.rec");
        Path scrubbed = folder.resolve("b.rec");
        try {
            node.start();
            Script script = script();
            Playback.Result first = recorded(script, node, file);
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

    @Test
    void aUserWithTwoDevicesIsReplayedWithTwo() throws Exception {
        NodeProcess node = node();
        Path file = folder.resolve("a.rec");
        try {
            node.start();
            Script script = withASecondDevice();
            int toFirstUser = script.seen().get(0).length;
            Playback.Result first = recorded(script, node, file);
            Script again = ScriptReader.read(file).script();

            assertThat(again.devices().count()).isEqualTo(again.traffic().users() + 1);
            int second = again.traffic().users();
            int owner = again.devices().user(second);
            assertThat(again.traffic().user(owner)).isEqualTo(script.traffic().user(0));
            assertThat(again.seen().get(second)).hasSize(toFirstUser);
            assertThat(again.seen().get(owner)).hasSize(toFirstUser);
            Playback.Result replayed = play(Multiplied.of(again, 1, 1, "~2", 1), node.port());
            String fact = "count: messages on further devices";
            assertThat(first.behaviour().facts()).containsEntry(fact, Integer.toString(toFirstUser));
            assertThat(replayed.behaviour().facts()).containsEntry(fact, Integer.toString(toFirstUser));
        } finally {
            node.destroy();
        }
    }
}
