package dev.carillon.simulator.recording.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.PlainBytes;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node and real clients, with the proxy between them: what the clients did is what the recording says. */
@Tag("clusters")
class ThroughTheProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 600;
    private static final int USERS = 6;

    @TempDir
    Path folder;

    private final Traffic traffic = SyntheticDay.of(3, ROWS, USERS);
    private final Ledger ledger = new Ledger(traffic, 77, System::nanoTime, nanos -> {});

    /** Inbox sequences of messages as each client counts them. */
    private final Map<Integer, List<Long>> seqs = new ConcurrentHashMap<>();

    private final DeviceEvents heard = new DeviceEvents() {
        @Override
        public boolean message(int user, Device device, Arrival message) {
            seqs.computeIfAbsent(user, u -> new CopyOnWriteArrayList<>()).add(message.seq());
            return false;
        }
    };

    private List<Event> record(Path file) throws Exception {
        NodeProcess node = new NodeProcess(
                "dev.carillon.node.boot.NodeMain",
                folder.resolve("data"),
                Files.createDirectories(folder.resolve("files")),
                0,
                () -> List.of("--insecure-dev", "--http-port=-1", "--admin-port=-1"));
        ExecutorService closer = Executors.newSingleThreadExecutor();
        EventQueue queue = new EventQueue();
        RecordingHeader header = new RecordingHeader(0, false, 0, RecordingHeader.Kind.PROXY, "a test");
        Recorder recorder = new Recorder(queue, RecordingWriter.create(file, header), System::nanoTime);
        try (RecordingProxy proxy = new RecordingProxy(queue, () -> System.nanoTime() / 1_000)) {
            node.start();
            recorder.start();
            int door = proxy.open(
                            new InetSocketAddress("127.0.0.1", 0), new InetSocketAddress("127.0.0.1", node.port()))
                    .getPort();
            try (CarillonLinks links = new CarillonLinks(
                    traffic, List.of(door), ledger, (user, nth, to, reason) -> {}, heard, user -> false, closer)) {
                sendAll(links);
            }
        } finally {
            recorder.end();
            closer.shutdownNow();
            node.destroy();
        }
        assertThat(recorder.trouble()).isNull();
        List<Event> events = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            Condition condition = reader.read(events::add);
            assertThat(condition.isWhole()).isTrue();
        }
        return events;
    }

    private void sendAll(CarillonLinks links) {
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
                .until(() -> ledger.totals().acked() == ROWS && ledger.totals().delivered() == ROWS);
        users.forEach(UserLink::close);
        await().atMost(PATIENCE).until(() -> links.connected() == 0);
    }

    @Test
    void everyMessageIsThereOnceSentAckedAndDeliveredUnderItsOwnNameAndSequence() throws Exception {
        Path file = folder.resolve("a.rec");

        List<Event> events = record(file);

        for (int user = 0; user < traffic.users(); user++) {
            String name = traffic.user(user);
            List<Event> own =
                    events.stream().filter(e -> e.by().user().equals(name)).toList();
            assertThat(own.get(0)).isInstanceOf(Event.Opened.class);
            assertThat(own.get(own.size() - 1))
                    .isInstanceOfSatisfying(
                            Event.Closed.class,
                            closed -> assertThat(closed.how()).isEqualTo(Ending.CLIENT_GOODBYE));
            sendsAre(user, own);
            deliveriesAre(user, own);
        }
        assertThat(events).isSortedAccordingTo((a, b) -> Long.compare(a.atUs(), b.atUs()));
        noTokenIsIn(file);
    }

    private void sendsAre(int user, List<Event> own) {
        List<Event.Sent> sent = own.stream()
                .filter(e -> e instanceof Event.Sent)
                .map(Event.Sent.class::cast)
                .toList();
        long cseq = 0;
        int next = 0;
        for (int row = 0; row < traffic.size(); row++) {
            if (traffic.from(row) == user) {
                Event.Sent event = sent.get(next++);
                assertThat(event.cseq()).isEqualTo(++cseq);
                assertThat(event.to()).isEqualTo(traffic.user(traffic.to(row)));
                assertThat(event.payload()).isEqualTo(ledger.payload(row));
            }
        }
        assertThat(sent).hasSize(next);
        if (cseq > 0) {
            assertThat(own.stream().filter(e -> e instanceof Event.Acked).map(e -> ((Event.Acked) e).cseq()))
                    .last()
                    .isEqualTo(cseq);
        }
    }

    private void deliveriesAre(int user, List<Event> own) {
        List<Long> delivered = own.stream()
                .filter(e -> e instanceof Event.Delivered)
                .map(e -> ((Event.Delivered) e).seq())
                .toList();
        assertThat(delivered).isEqualTo(seqs.getOrDefault(user, List.of()));
    }

    private void noTokenIsIn(Path file) throws Exception {
        String plain = new String(PlainBytes.of(file), StandardCharsets.ISO_8859_1);
        for (int user = 0; user < traffic.users(); user++) {
            byte[] token = TokenIssuer.issueUnsigned(traffic.user(user), 0xFFFF_FFFFL);
            assertThat(plain).doesNotContain(new String(token, StandardCharsets.ISO_8859_1));
        }
        assertThat(plain).contains(traffic.user(0));
    }
}
