package dev.carillon.node.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.carillon.node.admin.AdminServer;
import dev.carillon.node.admin.ClientTaps;
import dev.carillon.node.admin.NodeFacts;
import dev.carillon.node.admin.StateDigests;
import dev.carillon.node.admin.StateStreams;
import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import dev.carillon.node.edge.EdgeServer;
import dev.carillon.node.peer.PeerHealth;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.session.NodeCore;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenVerifier;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.StateEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A node's admin service, and what it tells operators of the node. */
final class NodeAdmin implements NodeFacts {
    private static final int COPIES_LOOK_S = 5;
    private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(NodeAdmin.class);

    private final Config config;
    private final Clock clock;
    private final NodeHealth health;
    private final DataFolder folder;
    private final @Nullable NodeCluster cluster;
    private final @Nullable ClusterMap alone;
    private final int loops;
    private final StateEngine engine;
    private final long startedNs;

    private NodeAdmin(
            Config config,
            Clock clock,
            NodeHealth health,
            DataFolder folder,
            @Nullable NodeCluster cluster,
            StateEngine engine,
            int port,
            int loops) {
        this.engine = engine;
        this.config = config;
        this.clock = clock;
        this.health = health;
        this.folder = folder;
        this.cluster = cluster;
        this.alone = cluster == null ? alone(port) : null;
        this.loops = loops;
        this.startedNs = clock.nanoTime();
    }

    /** One node that holds everything. */
    private ClusterMap alone(int port) {
        Member self = Member.of(1);
        return new ClusterMap(
                "",
                Placement.initial(folder.facts().partitions(), 1, List.of(self)),
                List.of(new ClusterNode(1, 1, config.text(Settings.LISTEN_HOST), port, "", 0)));
    }

    /**
     * Begins to answer operators, unless that is off.
     *
     * @param port where clients are served
     * @return the port; -1 if it is off
     */
    static int open(
            Config config,
            Clock clock,
            NodeHealth health,
            DataFolder folder,
            @Nullable NodeCluster cluster,
            StateEngine engine,
            NodeCore core,
            EdgeServer edge,
            @Nullable TokenKeys keys,
            int port,
            int loops,
            Closing closing)
            throws IOException {
        int wanted = config.integer(Settings.ADMIN_PORT);
        if (wanted < 0) {
            return -1;
        }
        String certificates = config.text(Settings.PEER_CERTIFICATES);
        PeerTls tls = certificates.isEmpty() ? null : NodeCluster.tls(Path.of(certificates), clock);
        PeerSockets sockets = new PeerSockets(Closing.threads("admin"), tls, config.yes(Settings.PEER_PLAINTEXT));
        closing.add("admin sockets", sockets);
        Executor copier = closing.executor("state-reads");
        StateStreams copies = new StateStreams(core, copier, clock::nanoTime);
        closing.timer("state-reads-timer")
                .scheduleWithFixedDelay(copies::look, COPIES_LOOK_S, COPIES_LOOK_S, TimeUnit.SECONDS);
        ClientTaps taps =
                new ClientTaps(new TappedClients(edge), Closing.threads("tap"), clock::nanoTime, clock::nowMs);
        AdminServer server = new AdminServer(
                sockets,
                TokenVerifier.forOperators(keys, config.yes(Settings.AUTH_INSECURE_DEV)),
                () -> TimeUnit.MILLISECONDS.toSeconds(clock.nowMs()),
                new NodeAdmin(config, clock, health, folder, cluster, engine, port, loops),
                core,
                copies,
                new StateDigests(core, PartDigests::new, copier),
                taps);
        closing.add("admin server", server);
        closing.add("tap", taps);
        String host = config.text(Settings.ADMIN_HOST);
        try {
            int bound = server.start(new InetSocketAddress(host, wanted));
            LOG.info("event=admin host={} port={} tls={}", host, bound, tls != null);
            return bound;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen for operators on " + host + ":" + wanted + ": " + cause(e)
                            + ". Choose another with --admin-port, or switch it off with --admin-port -1.",
                    e);
        }
    }

    private static String cause(IOException e) {
        return e.getCause() == null
                ? String.valueOf(e.getMessage())
                : String.valueOf(e.getCause().getMessage());
    }

    @Override
    public String version() {
        return NodeVersion.text();
    }

    @Override
    public int node() {
        return cluster == null ? 1 : cluster.number();
    }

    @Override
    public long incarnation() {
        NodeFile.Seat seat = folder.facts().seat();
        return seat == null ? 0 : seat.incarnation();
    }

    @Override
    public int loops() {
        return loops;
    }

    @Override
    public long upMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedNs);
    }

    @Override
    public long clockMs() {
        return clock.nowMs();
    }

    @Override
    public boolean isReady() {
        return health.isReady();
    }

    @Override
    public boolean isHealthy() {
        return health.isHealthy();
    }

    @Override
    public boolean isSupervised() {
        return config.yes(Settings.STOP_SUPERVISED);
    }

    @Override
    public void restart() {
        health.restart();
    }

    @Override
    public ClusterMap map() {
        return alone != null || cluster == null
                ? Objects.requireNonNull(alone)
                : cluster.view().map();
    }

    @Override
    public @Nullable ClusterView view() {
        return cluster == null ? null : cluster.view();
    }

    @Override
    public long stateBytes(int partition) {
        return engine.bytes(partition);
    }

    @Override
    public @Nullable Owners owners() {
        return cluster == null ? null : cluster.owners();
    }

    @Override
    public @Nullable PeerHealth peers() {
        return cluster == null ? null : cluster.health();
    }

    @Override
    public IntPredicate down() {
        return cluster == null ? node -> false : cluster.down();
    }

    @Override
    public long diskFree() {
        return Math.max(0, folder.freeBytes());
    }

    @Override
    public long diskTotal() {
        return Math.max(0, folder.diskBytes());
    }

    @Override
    public @Nullable String logLevel(String level) {
        String wanted = level.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(wanted)) {
            return null;
        }
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        String before = String.valueOf(root.getLevel());
        root.setLevel(Level.toLevel(wanted));
        return before;
    }
}
