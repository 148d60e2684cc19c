package dev.carillon.node.peer;

import dev.carillon.node.boot.PeerSockets;
import dev.carillon.node.boot.PeerTls;
import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.protocol.peer.NodeIdentity;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** One node's links: a server on a port of the system's choice, and links to whom it is told to call. */
final class TestPeer implements AutoCloseable {
    static final String CLUSTER = "test";

    /** Quick to come back, patient with a busy machine. */
    static final PeerTimes TIMES = new PeerTimes(
            Duration.ofMillis(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMillis(2),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofHours(1));

    final List<String> notices = new CopyOnWriteArrayList<>();
    final LoopMailbox[] mailboxes;
    final PeerParts parts;
    final PeerLinks links;
    final PeerMail mail;
    private final PeerSockets sockets;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(TestPeer::daemon);
    private final ExecutorService copier = Executors.newSingleThreadExecutor(TestPeer::daemon);
    final MemoryStateEngine engine = new MemoryStateEngine();
    private @Nullable PeerServer server;
    private int port;
    volatile long copyRate = Long.MAX_VALUE;

    /** Before it is looked whether there is a state to hand out. */
    volatile Runnable beforeExport = () -> {};

    BiPredicate<Long, Long> evicted = (node, incarnation) -> false;
    BiPredicate<Long, Long> member = (node, unused) -> node < 100;

    private final PeerAdmission admission = new PeerAdmission() {
        @Override
        public boolean isMember(long nodeId) {
            return member.test(nodeId, 0L);
        }

        @Override
        public boolean isEvicted(long nodeId, long incarnation) {
            return evicted.test(nodeId, incarnation);
        }
    };

    /** What differs between tests. */
    record Plan(
            String cluster,
            long id,
            int loops,
            int mailboxBytes,
            PeerLimits limits,
            PeerTimes times,
            @Nullable BiFunction<Clock, PeerNotices, PeerTls> tls) {
        static Plan node(long id, int loops) {
            return new Plan(
                    CLUSTER,
                    id,
                    loops,
                    1 << 20,
                    new PeerLimits(16 << 10, 16 << 10, 1 << 20, 1 << 20, 1 << 20),
                    TIMES,
                    null);
        }

        Plan tls(BiFunction<Clock, PeerNotices, PeerTls> secured) {
            return new Plan(cluster, id, loops, mailboxBytes, limits, times, secured);
        }

        Plan cluster(String other) {
            return new Plan(other, id, loops, mailboxBytes, limits, times, tls);
        }

        Plan limits(int mailbox, PeerLimits others) {
            return new Plan(cluster, id, loops, mailbox, others, times, tls);
        }

        Plan times(PeerTimes others) {
            return new Plan(cluster, id, loops, mailboxBytes, limits, others, tls);
        }
    }

    TestPeer(Plan plan) {
        Clock clock = new TestTime();
        PeerNotices told = new PeerNotices(clock, plan.times().notice(), notices::add);
        PeerTls tls = plan.tls() == null ? null : plan.tls().apply(clock, told);
        sockets = new PeerSockets(TestPeer::daemon, tls, false);
        parts = new PeerParts(
                new NodeIdentity(plan.cluster(), plan.id()),
                1000 + plan.id(),
                sockets,
                plan.limits(),
                plan.times(),
                clock,
                copier,
                timer,
                new SplittableRandom(plan.id()),
                new PeerPulses(),
                told);
        mailboxes = new LoopMailbox[plan.loops()];
        for (int i = 0; i < mailboxes.length; i++) {
            mailboxes[i] = new LoopMailbox(plan.mailboxBytes());
        }
        mail = new PeerMail(
                mailboxes,
                partition -> Math.floorMod(partition, mailboxes.length),
                plan.limits().frameBytesMax());
        links = new PeerLinks(parts, admission, plan.loops());
        serve();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "test-peer");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts the server, on the port that it had before if it had one. */
    void serve() {
        PeerServer fresh = new PeerServer(
                parts,
                admission,
                mail,
                (partition, atLeast) -> {
                    beforeExport.run();
                    return atLeast.isAbove(engine.marker(partition)) ? null : engine.export(partition);
                },
                () -> ClusterStateCodec.encode(cluster()),
                () -> copyRate,
                links::callBack);
        try {
            fresh.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server = fresh;
        port = fresh.port();
    }

    /** What it knows of the cluster: itself. */
    ClusterState cluster() {
        int id = (int) id();
        return ClusterState.initial(new ClusterMap(
                parts.self().clusterId(),
                Placement.initial(4, 1, List.of(Member.of(id))),
                List.of(new ClusterNode(id, 1, "127.0.0.1", 1, "127.0.0.1", 1))));
    }

    PeerNetwork network() {
        return parts.network();
    }

    PeerServer server() {
        return Objects.requireNonNull(server);
    }

    int port() {
        return port;
    }

    long id() {
        return parts.self().nodeId();
    }

    PeerAddress address() {
        return new PeerAddress(id(), "127.0.0.1", port);
    }

    PeerLink link(long node, int loop) {
        return Objects.requireNonNull(links.link(node, loop));
    }

    @Override
    public void close() {
        links.close();
        server().close();
        sockets.close();
        copier.shutdownNow();
        timer.shutdownNow();
    }

    private static final class TestTime implements Clock {
        @Override
        public long nowMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
