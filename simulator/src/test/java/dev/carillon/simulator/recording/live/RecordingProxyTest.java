package dev.carillon.simulator.recording.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrameDecoder;
import dev.carillon.protocol.Tlv;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy between sockets that the test holds: what passes, what is changed, and what is noted. */
class RecordingProxyTest {
    private static final int WITHIN_MS = 30_000;
    private static final String HOST = "127.0.0.1";
    private static final int WAIT_MS = 250;

    private final EventQueue queue = new EventQueue();
    private final RecordingProxy proxy = new RecordingProxy(queue, () -> 7);
    private ServerSocket first;
    private ServerSocket second;
    private int doorOfFirst;
    private int doorOfSecond;

    @BeforeEach
    void open() throws Exception {
        first = listen();
        second = listen();
        doorOfFirst = door(first);
        doorOfSecond = door(second);
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server.setSoTimeout(WITHIN_MS);
        return server;
    }

    private int door(ServerSocket node) throws Exception {
        return proxy.open(new InetSocketAddress(HOST, 0), new InetSocketAddress(HOST, node.getLocalPort()))
                .getPort();
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        first.close();
        second.close();
    }

    private Socket call() throws IOException {
        Socket socket = new Socket(HOST, doorOfFirst);
        socket.setSoTimeout(WITHIN_MS);
        return socket;
    }

    private static byte[] hello(String user) {
        byte[] token = TokenIssuer.issueUnsigned(user, 0xFFFF_FFFFL);
        UnsafeBuffer out = new UnsafeBuffer(new byte[512]);
        UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
        int end = FrameEncoder.hello(out, 0, true, new UnsafeBuffer(token), 0, token.length, 5, 40, 1, none, 0, 0);
        return Arrays.copyOf(out.byteArray(), end);
    }

    private static byte[] welcome() {
        UnsafeBuffer out = new UnsafeBuffer(new byte[512]);
        int end = FrameEncoder.welcome(out, 0, true, 41, 0, 1, new UnsafeBuffer(new byte[0]), 0, 0);
        return Arrays.copyOf(out.byteArray(), end);
    }

    private static byte[] move(int port) {
        UnsafeBuffer tlvs = new UnsafeBuffer(new byte[512]);
        int at = Tlv.putMoveAddress(tlvs, 0, port, HOST.getBytes(StandardCharsets.UTF_8));
        at = Tlv.putMoveOwnership(tlvs, at, 9, 8, 7);
        at = Tlv.putMoveWait(tlvs, at, WAIT_MS, 0);
        UnsafeBuffer out = new UnsafeBuffer(new byte[512]);
        return Arrays.copyOf(out.byteArray(), FrameEncoder.move(out, 0, tlvs, 0, at));
    }

    /** What the client reads as MOVE: host, port, term, wait. */
    private static List<Object> readMove(byte[] bytes) {
        List<Object> seen = new ArrayList<>();
        ServerFrameDecoder.decode(new UnsafeBuffer(bytes), 0, bytes.length, Limits.FRAME_MAX, new FrameAdapter() {
            @Override
            public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
                seen.add(String.valueOf(Tlv.moveHost(buffer, tlvs, tlvsLength)));
                seen.add(Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_ADDRESS, 0, 0));
                seen.add(Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_OWNERSHIP, 2, 0));
                seen.add(Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_WAIT, 0, 0));
            }
        });
        return seen;
    }

    private static void dribble(Socket to, byte[] bytes) throws IOException {
        to.setTcpNoDelay(true);
        OutputStream out = to.getOutputStream();
        for (byte b : bytes) {
            out.write(b);
        }
    }

    private List<Object> movedTo(int port) throws Exception {
        try (Socket client = call();
                Socket node = first.accept()) {
            node.setSoTimeout(WITHIN_MS);
            byte[] hello = hello("alice");
            dribble(client, hello);
            assertThat(node.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            byte[] welcome = welcome();
            dribble(node, welcome);
            dribble(node, move(port));
            node.close();
            byte[] heard = client.getInputStream().readAllBytes();
            assertThat(Arrays.copyOf(heard, welcome.length)).isEqualTo(welcome);
            return readMove(Arrays.copyOfRange(heard, welcome.length, heard.length));
        }
    }

    @Test
    void aMoveLeadsToTheOtherNodesDoor() throws Exception {
        assertThat(movedTo(second.getLocalPort())).containsExactly(HOST, (long) doorOfSecond, 7L, (long) WAIT_MS);

        List<Event> noted = noted(2);
        assertThat(noted.get(0)).isInstanceOfSatisfying(Event.Opened.class, opened -> {
            assertThat(opened.by().user()).isEqualTo("alice");
            assertThat(opened.by().install()).isEqualTo(5);
            assertThat(opened.lastSeq()).isEqualTo(40);
            assertThat(opened.head()).isEqualTo(41);
        });
        assertThat(noted.get(1))
                .isInstanceOfSatisfying(
                        Event.Closed.class, closed -> assertThat(closed.how()).isEqualTo(Ending.MOVED));
    }

    @Test
    void aMoveToANodeWithoutADoorNamesNoAddress() throws Exception {
        assertThat(movedTo(1)).containsExactly("null", 0L, 7L, (long) WAIT_MS);
    }

    @Test
    void bytesOfNoProtocolPassUnchangedBothWaysHoweverSlowlyTheyAreTaken() throws Exception {
        byte[] there = new byte[4 << 20];
        byte[] back = new byte[6 << 20];
        new SplittableRandom(1).nextBytes(there);
        new SplittableRandom(2).nextBytes(back);
        try (Socket client = call();
                Socket node = first.accept()) {
            node.setSoTimeout(WITHIN_MS);
            CompletableFuture<Void> sending =
                    inBackground(() -> client.getOutputStream().write(there));
            CompletableFuture<Void> answering =
                    inBackground(() -> node.getOutputStream().write(back));
            assertThat(node.getInputStream().readNBytes(there.length)).isEqualTo(there);
            assertThat(client.getInputStream().readNBytes(back.length)).isEqualTo(back);
            sending.join();
            answering.join();
        }
    }

    @Test
    void aClientThatStopsMakingSenseGoesOnUnseenAndItIsSaid() throws Exception {
        try (Socket client = call();
                Socket node = first.accept()) {
            node.setSoTimeout(WITHIN_MS);
            byte[] hello = hello("alice");
            client.getOutputStream().write(hello);
            node.getInputStream().readNBytes(hello.length);
            node.getOutputStream().write(welcome());
            client.getInputStream().readNBytes(welcome().length);
            client.getOutputStream().write(new byte[] {0, 1, 2, 3});
            assertThat(node.getInputStream().readNBytes(4)).containsExactly(0, 1, 2, 3);
        }

        assertThat(noted(2).get(1))
                .isInstanceOfSatisfying(
                        Event.Closed.class, closed -> assertThat(closed.how()).isEqualTo(Ending.UNREADABLE));
        assertThat(proxy.unreadable()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsCountedAndNobodyWaits() {
        EventQueue small = new EventQueue(2);
        Event event = new Event.Acked(1, new dev.carillon.simulator.recording.Party(1, "a", 1), 1);
        for (int i = 0; i < 5; i++) {
            small.add(event);
        }
        assertThat(small.takeLost()).isEqualTo(3);
        assertThat(small.takeLost()).isZero();
    }

    @Test
    void aPortThatIsTakenIsSaidInWords() {
        InetSocketAddress taken = new InetSocketAddress(HOST, second.getLocalPort());
        assertThatThrownBy(() -> proxy.open(taken, new InetSocketAddress(HOST, first.getLocalPort())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Nobody can listen on 127.0.0.1:");
    }

    private List<Event> noted(int count) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            List<Event> more = new ArrayList<>();
            queue.take(more, WITHIN_MS);
            assertThat(more).as("after %s", events).isNotEmpty();
            events.addAll(more);
        }
        return events;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> inBackground(Work work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
