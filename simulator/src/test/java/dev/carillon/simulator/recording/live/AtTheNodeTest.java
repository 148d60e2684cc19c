package dev.carillon.simulator.recording.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.JavaCommand;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.OperatorCall;
import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.CarillonLinks;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.DeviceEvents;
import dev.carillon.simulator.users.UserLink;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real node that tells what its clients say: it is what the proxy in front of it sees. */
@Tag("clusters")
class AtTheNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LENGTH = Duration.ofMinutes(5);
    private static final long ANSWER_MS = 10_000;
    private static final int ROWS = 600;
    private static final int USERS = 6;

    private static NodeProcess node;

    @TempDir
    Path folder;

    private final Traffic traffic = SyntheticDay.of(3, ROWS, USERS);
    private final ExecutorService closer = Executors.newSingleThreadExecutor();
    private final LongSupplier nowUs = () -> System.nanoTime() / 1_000;

    private final DeviceEvents readsAll = new DeviceEvents() {
        @Override
        public boolean message(int user, Device device, Arrival message) {
            return true;
        }
    };

    @BeforeAll
    static void start(@TempDir Path nodes) throws Exception {
        node = new NodeProcess(
                "dev.carillon.node.boot.NodeMain",
                nodes.resolve("data"),
                Files.createDirectories(nodes.resolve("files")),
                0,
                () -> List.of("--insecure-dev", "--http-port=-1", "--admin-port=0"));
        node.start();
    }

    @AfterAll
    static void stop() {
        node.destroy();
    }

    @AfterEach
    void stopClosing() {
        closer.shutdownNow();
    }

    private static StatusReply status() {
        return OperatorCall.ask(node, ANSWER_MS, stub -> stub.status(StatusRequest.getDefaultInstance()));
    }

    /** Who listened before is gone. */
    private static void awaitNobody() {
        await().atMost(PATIENCE).until(() -> !status().hasTap());
    }

    /** Begins to listen. @return connections that were there */
    private static int begin(NodeTaps taps, Duration length) throws Exception {
        awaitNobody();
        return taps.add(admin(), operator(), length);
    }

    private static Operator operator() {
        Operator operator = new Operator();
        new CommandLine(new Holder(operator)).parseArgs("--insecure-dev");
        assertThat(operator.wrong(System.currentTimeMillis() / 1_000)).isNull();
        return operator;
    }

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        private final Operator operator;

        Holder(Operator operator) {
            this.operator = operator;
        }
    }

    private static InetSocketAddress admin() {
        return new InetSocketAddress("127.0.0.1", node.adminPort());
    }

    private void converse(int port) {
        Ledger ledger = new Ledger(traffic, 77, System::nanoTime, nanos -> {});
        try (CarillonLinks links = new CarillonLinks(
                traffic, List.of(port), ledger, (user, nth, to, reason) -> {}, readsAll, user -> false, closer)) {
            List<UserLink> users = new ArrayList<>();
            for (int user = 0; user < traffic.users(); user++) {
                users.add(links.open(user));
            }
            for (int row = 0; row < traffic.size(); row++) {
                int at = row;
                ledger.sent(row);
                users.get(traffic.from(row))
                        .send(traffic.user(traffic.to(row)), ledger.payload(row))
                        .whenComplete((ack, failure) -> {
                            if (failure == null) {
                                ledger.acked(at);
                            }
                        });
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            ledger.totals().acked() == ROWS && ledger.totals().delivered() == ROWS);
            users.forEach(UserLink::close);
            await().atMost(PATIENCE).until(() -> links.connected() == 0);
        }
    }

    /** What each device said, what it was told and how it ended, without times: those are the watcher's own. */
    private static Map<String, List<String>> stories(Path file) throws Exception {
        Map<String, List<String>> stories = new TreeMap<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            assertThat(reader.read(event -> stories.computeIfAbsent(
                                            event.by().user() + " " + event.by().install()
                                                    + (isSaid(event) ? " says" : " hears"),
                                            key -> new ArrayList<>())
                                    .add(words(event)))
                            .isWhole())
                    .isTrue();
        }
        return stories;
    }

    private static boolean isSaid(Event event) {
        return event instanceof Event.Sent || event instanceof Event.Took || event instanceof Event.Read;
    }

    private static String words(Event event) {
        String text = event.toString()
                .replaceAll("atUs=\\d+, by=Party\\[[^]]*], ", "")
                .replaceAll("payload=.*", "");
        return event instanceof Event.Sent sent ? text + Arrays.hashCode(sent.payload()) : text;
    }

    private Recorder recorder(EventQueue queue, Path file, RecordingHeader.Kind kind) throws Exception {
        RecordingHeader header = new RecordingHeader(0, false, 0, kind, "a test");
        Recorder recorder = new Recorder(queue, RecordingWriter.create(file, header), System::nanoTime);
        recorder.start();
        return recorder;
    }

    @Test
    void whatTheNodeTellsIsWhatTheProxySees() throws Exception {
        Path told = folder.resolve("told.rec");
        Path seen = folder.resolve("seen.rec");
        EventQueue tellsInto = new EventQueue();
        EventQueue seesInto = new EventQueue();
        Recorder tells = recorder(tellsInto, told, RecordingHeader.Kind.NODE);
        Recorder sees = recorder(seesInto, seen, RecordingHeader.Kind.PROXY);
        try (NodeTaps taps = new NodeTaps(tellsInto, nowUs);
                RecordingProxy proxy = new RecordingProxy(seesInto, nowUs)) {
            begin(taps, LENGTH);
            int door = proxy.open(
                            new InetSocketAddress("127.0.0.1", 0), new InetSocketAddress("127.0.0.1", node.port()))
                    .getPort();
            converse(door);
            await().atMost(PATIENCE).until(() -> taps.openNow() == 0 && taps.connections() == USERS);
            assertThat(taps.complaints()).isEmpty();
            assertThat(taps.unreadable()).isZero();
        }
        tells.end();
        sees.end();

        assertThat(tells.lost()).isZero();
        assertThat(stories(told)).isEqualTo(stories(seen));
        assertThat(stories(told)).hasSize(2 * USERS);
    }

    @Test
    void aConnectionThatGoesOnIsNotedSoAndOneThatWasThereBeforeIsNotSeen() throws Exception {
        EventQueue queue = new EventQueue();
        List<Event> events = new ArrayList<>();
        Ledger ledger = new Ledger(traffic, 78, System::nanoTime, nanos -> {});
        try (CarillonLinks links = new CarillonLinks(
                        traffic, List.of(node.port()), ledger, (u, n, t, r) -> {}, readsAll, user -> false, closer);
                NodeTaps taps = new NodeTaps(queue, nowUs)) {
            UserLink early = links.open(0);
            await().atMost(PATIENCE).until(early::isOnline);
            assertThat(begin(taps, LENGTH)).isPositive();
            UserLink late = links.open(1);
            await().atMost(PATIENCE).until(late::isOnline);
            await().atMost(PATIENCE).until(() -> taps.openNow() == 1);
            taps.close();
            queue.take(events, 0);
        }

        assertThat(events).extracting(e -> e.by().user()).containsOnly(traffic.user(1));
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        Event.Closed.class, closed -> assertThat(closed.how()).isEqualTo(Ending.STILL_OPEN));
    }

    /** Events in the file, which must not be damaged; it may end in the middle of a block. */
    private static long intact(Path file) throws Exception {
        if (!Files.exists(file)) {
            return 0;
        }
        try (RecordingReader reader = RecordingReader.open(file)) {
            Condition condition = reader.read(event -> {});
            assertThat(condition.damage()).isEmpty();
            return condition.events();
        } catch (BadRecordingException e) {
            // Its header is being written.
            return 0;
        }
    }

    @Test
    void aRecorderThatIsKilledLeavesWhatItWroteAndTheNodeGoesOn() throws Exception {
        Path file = folder.resolve("killed.rec");
        awaitNobody();
        Process recorder = new ProcessBuilder(JavaCommand.of(
                        "dev.carillon.simulator.SimulatorMain",
                        List.of("-Xmx128m"),
                        List.of(
                                "sim",
                                "record",
                                "--node",
                                "127.0.0.1:" + node.adminPort(),
                                "--insecure-dev",
                                "--out",
                                file.toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("recorder.out").toFile())
                .start();
        long before;
        try {
            await().atMost(PATIENCE)
                    .until(() ->
                            Files.readString(folder.resolve("recorder.out")).contains("Recording into"));
            converse(node.port());
            await().atMost(PATIENCE).until(() -> intact(file) > 0);
            before = intact(file);
        } finally {
            recorder.destroyForcibly().waitFor();
        }

        assertThat(intact(file)).isGreaterThanOrEqualTo(before);
        try (NodeTaps next = new NodeTaps(new EventQueue(), nowUs)) {
            begin(next, LENGTH);
        }
    }

    @Test
    void oneOperatorAtATimeAndTheNextOnceTheFirstIsGone() throws Exception {
        EventQueue queue = new EventQueue();
        try (NodeTaps first = new NodeTaps(queue, nowUs)) {
            begin(first, LENGTH);
            assertThat(status().getTap().getOperator()).isEqualTo("recorder");
            assertThat(status().getTap().getUntilMs() - status().getTap().getSinceMs())
                    .isEqualTo(LENGTH.toMillis());
            try (NodeTaps second = new NodeTaps(queue, nowUs)) {
                assertThatThrownBy(() -> second.add(admin(), operator(), LENGTH))
                        .hasMessageContaining("recorder records what clients say here already");
            }
        }
        try (NodeTaps next = new NodeTaps(queue, nowUs)) {
            begin(next, LENGTH);
        }
    }

    @Test
    void itEndsByItselfWhenItsTimeIsOver() throws Exception {
        try (NodeTaps taps = new NodeTaps(new EventQueue(), nowUs)) {
            begin(taps, Duration.ofMillis(50));
            await().atMost(PATIENCE).until(() -> taps.over() != null);
            assertThat(taps.over()).isEqualTo("its time is over");
        }
    }

    @Test
    void withoutAnOperatorsTokenNothingIsTold() throws Exception {
        Operator nobody = new Operator();
        try (NodeTaps taps = new NodeTaps(new EventQueue(), nowUs)) {
            assertThatThrownBy(() -> taps.add(admin(), nobody, LENGTH))
                    .hasMessageContaining("does not take this operator's token");
        }
    }
}
