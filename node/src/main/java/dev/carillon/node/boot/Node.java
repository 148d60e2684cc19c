package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import dev.carillon.node.edge.EdgeServer;
import dev.carillon.node.edge.HelloCheck;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.LoopOnExecutor;
import dev.carillon.node.session.ClientLink;
import dev.carillon.node.session.CoreParts;
import dev.carillon.node.session.NodeCore;
import dev.carillon.node.session.TunnelParts;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenVerifier;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.NewerFormatException;
import dev.carillon.storage.StateEngine;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node, put together from its configuration. Threads: event loops for clients and, in a cluster, other nodes and
 * the partition loops; for a node that is alone one per partition loop; for each of these one that waits for its log's disk; one for
 * HTTP, one for operators, one that writes state behind the loops, one that prepares log segments.
 *
 * <p>{@link #start}, then {@link #stop} or, after a failure ({@link #awaitEnd}), {@link #abandon}; each once. What is opened is
 * closed in the opposite order, also when the start fails half-way.
 */
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long JOIN_MS = 2_000;

    private final Config config;
    private final Surroundings surroundings;
    private final Clock clock = new SystemClock();
    private final Closing closing = new Closing();
    private final int loops;
    private final NodeHealth health;
    private final List<Thread> loopThreads = new ArrayList<>();
    private final List<LoopOnExecutor> loopPasses = new ArrayList<>();

    /** Set before the first client can connect. */
    private volatile @Nullable NodeCore core;

    private @Nullable EdgeServer edge;
    private int port;
    private int httpPort = -1;
    private int adminPort = -1;

    private Node(Config config, Surroundings surroundings, int loops) {
        this.config = config;
        this.surroundings = surroundings;
        this.loops = loops;
        this.health = new NodeHealth(loops);
    }

    /** Starts a node; returns when clients are served. */
    static Node start(Config config) throws IOException {
        return start(config, Surroundings.REAL);
    }

    static Node start(Config config, Surroundings surroundings) throws IOException {
        return start(config, surroundings, step -> LOG.info("event=logs step={}", step));
    }

    /** @param logSteps hears how far the making or replacing of the logs is */
    static Node start(Config config, Surroundings surroundings, NodeLogs.StepListener logSteps) throws IOException {
        StartRules.checkAddresses(config);
        StartRules.checkMemory(config);
        TokenKeys keys = StartRules.keys(config);
        StartWarnings.log(config);
        ClusterState known = NodeCluster.known(config, new SystemClock());
        DataFolder folder = NodeParts.dataFolder(config, known, new SecureRandom()::nextLong);
        Node node = new Node(config, surroundings, NodeParts.loops(config, folder));
        node.closing.add("data folder", folder);
        try {
            node.open(folder, keys, logSteps, known);
            return node;
        } catch (IOException | RuntimeException e) {
            node.closing.closeAll();
            throw e;
        }
    }

    private void open(
            DataFolder folder, @Nullable TokenKeys keys, NodeLogs.StepListener logSteps, @Nullable ClusterState known)
            throws IOException {
        NodeMetrics metrics = new NodeMetrics();
        closing.add("metrics", metrics);
        openHttp(metrics);
        ExecutorService trailer = closing.executor("trailer");
        ExecutorService segments = closing.executor("segments");
        StateEngine engine = NodeParts.engine(folder, config);
        closing.add("state", engine);
        NodeLogs nodeLogs = new NodeLogs(
                folder,
                engine,
                NodeParts.logs(config, surroundings.disks(), segments, clock),
                new SecureRandom()::nextLong,
                logSteps);
        List<LoopLog> logs = nodeLogs.open(loops);
        logs.forEach(log -> closing.add("log", log));
        ExecutorService disk = closing.executor("sync", loops);
        boolean insecure = config.yes(Settings.AUTH_INSECURE_DEV);
        Supplier<HelloCheck> tokens = () -> new HelloCheck(new TokenVerifier(keys, insecure), clock);
        EdgeServer server = new EdgeServer(
                NodeParts.eventLoops(config, known == null),
                loops,
                EdgeServer.RING_BYTES,
                NodeParts.edgeLimits(config),
                user -> runningCore().mailboxFor(user),
                tokens,
                clock,
                Closing.threads("edge"));
        edge = server;
        closing.add("edge", server);
        List<ClientLink> links = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            links.add(server.link(i));
        }
        NodeCluster cluster = known == null
                ? null
                : NodeCluster.make(known, config, surroundings, folder, loops, server.eventLoops(), clock, closing);
        NodeCore built = NodeCore.assemble(new CoreParts(
                NodeParts.coreLimits(config),
                Partitions.of(folder.facts().partitions()),
                clock,
                engine,
                NodeParts.trailerLimits(config),
                LoopMailbox::new,
                logs,
                links,
                disk,
                trailer,
                health,
                diskWatch(folder),
                cluster == null ? null : cluster.seat(),
                cluster == null ? null : new TunnelParts(TunnelLimits.DEFAULT, tokens::get),
                NodeParts.newestFormat(config)));
        long started = clock.nanoTime();
        built.recover();
        LOG.info(
                "event=recovered partitions={} loops={} ms={}",
                folder.facts().partitions(),
                loops,
                TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - started));
        core = built;
        metrics.add(server, built);
        runLoops(built, known == null ? null : server);
        if (cluster != null) {
            cluster.open(built, closing);
        }
        port = server.bind(config.text(Settings.LISTEN_HOST), config.integer(Settings.LISTEN_PORT));
        adminPort = NodeAdmin.open(
                config, clock, health, folder, cluster, engine, built, server, keys, port, loops, closing);
        health.serving(true);
        LOG.info(
                "event=ready host={} port={} transport={} durability={}",
                config.text(Settings.LISTEN_HOST),
                port,
                server.transport(),
                config.text(Settings.DATA_DURABILITY));
    }

    private DiskWatch diskWatch(DataFolder folder) {
        DiskWatch watch = new DiskWatch(
                folder::freeBytes,
                config.number(Settings.DATA_WARN_FREE),
                config.number(Settings.DATA_STOP_SENDS_FREE));
        watch.look();
        closing.timer("disk-watch").scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    private void openHttp(NodeMetrics metrics) throws IOException {
        int wanted = config.integer(Settings.HTTP_PORT);
        if (wanted >= 0) {
            HttpServer http = new HttpServer(metrics::scrape, health);
            closing.add("http", http);
            httpPort = http.bind(config.text(Settings.HTTP_HOST), wanted);
        }
    }

    /** @param server on whose event loops they run; null for threads of their own, because they wait for the disk */
    private void runLoops(NodeCore built, @Nullable EdgeServer server) {
        if (server != null) {
            List<EventExecutor> eventLoops = new ArrayList<>();
            server.eventLoops().forEach(eventLoops::add);
            for (Loop loop : built.loops()) {
                LoopOnExecutor passes = new LoopOnExecutor(
                        loop, eventLoops.get(loop.number() % eventLoops.size()), clock, e -> failed(loop, e));
                loopPasses.add(passes);
                passes.wake();
            }
            return;
        }
        for (Loop loop : built.loops()) {
            Thread thread = Closing.threads("loop-" + loop.number()).newThread(() -> run(loop));
            loopThreads.add(thread);
            thread.start();
        }
    }

    private void run(Loop loop) {
        try {
            loop.run();
        } catch (Throwable e) {
            failed(loop, e);
        }
    }

    /** Nothing is acked by a loop that does not run; the process must not look alive without it. */
    private void failed(Loop loop, Throwable e) {
        String why = e instanceof NewerFormatException ? e.getMessage() : "an error that should never happen";
        health.onFailed(loop.number(), String.valueOf(why), e);
    }

    private NodeCore runningCore() {
        NodeCore running = core;
        if (running == null) {
            throw new IllegalStateException("a client before the node was put together");
        }
        return running;
    }

    int port() {
        return port;
    }

    /** The port of {@code /metrics}; -1 if it is off. */
    int httpPort() {
        return httpPort;
    }

    /** The port of the admin service; -1 if it is off. */
    int adminPort() {
        return adminPort;
    }

    /** Waits until the node can serve no more, or is asked to restart; for ever if neither comes. */
    EndOfRun awaitEnd() throws InterruptedException {
        return health.awaitEnd();
    }

    /**
     * A clean stop: clients are told when to come back, everything is written, in bounded time.
     *
     * @return whether it was done in time; what was acked is safe either way
     */
    boolean stop() {
        long timeoutMs = config.number(Settings.STOP_TIMEOUT);
        LOG.info("event=stopping timeout_ms={}", timeoutMs);
        health.serving(false);
        EdgeServer server = edge;
        if (server != null) {
            server.stopReading();
        }
        CleanStop stop = new CleanStop(
                runningCore(), health, clock, ms -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms)));
        boolean clean = stop.run(
                timeoutMs, config.number(Settings.STOP_RECONNECT_AFTER), config.number(Settings.STOP_RECONNECT_JITTER));
        if (clean) {
            joinLoops();
            closing.closeAll();
            LOG.info("event=stopped clean=true");
        }
        return clean;
    }

    /** After a failure: closes what faces clients, and touches nothing durable any more. */
    void abandon() {
        health.serving(false);
        EdgeServer server = edge;
        if (server != null) {
            server.close();
        }
    }

    private void joinLoops() {
        try {
            for (Thread thread : loopThreads) {
                thread.join(JOIN_MS);
            }
            for (LoopOnExecutor passes : loopPasses) {
                passes.awaitEnd(JOIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
