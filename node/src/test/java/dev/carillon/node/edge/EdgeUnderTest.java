package dev.carillon.node.edge;

import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenVerifier;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;

/** An edge on a free port with one event loop, one recorded partition loop and a standing clock. */
final class EdgeUnderTest implements AutoCloseable {
    static final TokenKeys KEYS = TokenKeys.of(new TokenKey(7, new byte[TokenKey.LENGTH]));
    static final long EXPIRES = StandingClock.START_SECONDS + 3_600;
    static final int RING_BYTES = 1 << 16;

    static {
        LeakWatch.begin();
    }

    final StandingClock clock = new StandingClock();
    final RecordingMailbox mailbox = new RecordingMailbox();
    final EdgeServer server;
    final dev.carillon.node.session.ClientLink link;
    final int port;
    private final List<RawClient> clients = new ArrayList<>();

    EdgeUnderTest(EdgeLimits limits) {
        this(limits, RING_BYTES);
    }

    EdgeUnderTest(EdgeLimits limits, int ringBytes) {
        server = new EdgeServer(
                1,
                1,
                ringBytes,
                limits,
                user -> mailbox,
                () -> new HelloCheck(new TokenVerifier(KEYS), clock),
                clock,
                new DefaultThreadFactory("edge-test", true));
        link = server.link(0);
        try {
            port = server.bind("127.0.0.1", 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static byte[] token(String user) {
        return new TokenIssuer(KEYS).issue(user, EXPIRES);
    }

    RawClient connect() throws IOException {
        return connect(0);
    }

    RawClient connect(int receiveBuffer) throws IOException {
        RawClient client = new RawClient(port, receiveBuffer);
        clients.add(client);
        return client;
    }

    /** A client whose HELLO was accepted. */
    RawClient login(String user) throws IOException {
        RawClient client = connect();
        loginOn(client, user);
        return client;
    }

    /** Logs in and gives the connection's number. */
    long loginOn(RawClient client, String user) throws IOException {
        int before = mailbox.opened().size();
        client.send(RawClient.hello(token(user)));
        until(() -> mailbox.opened().size() > before);
        return mailbox.opened().get(before);
    }

    long count(ToLongFunction<EdgeCounters> counter) {
        return server.counters().stream().mapToLong(counter).sum();
    }

    /** Waits until two whole sweeps have run since now. */
    void awaitSweeps() {
        long before = clock.reads();
        until(() -> clock.reads() >= before + 3);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
    }
}
