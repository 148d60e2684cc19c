package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Departures;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.cluster.Rebalance;
import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import dev.carillon.node.peer.LoopPeers;
import dev.carillon.node.peer.PeerAddress;
import dev.carillon.node.peer.PeerHealth;
import dev.carillon.node.peer.PeerLimits;
import dev.carillon.node.peer.PeerLinks;
import dev.carillon.node.peer.PeerNotices;
import dev.carillon.node.peer.PeerParts;
import dev.carillon.node.peer.PeerPulses;
import dev.carillon.node.peer.PeerServer;
import dev.carillon.node.peer.PeerSilence;
import dev.carillon.node.peer.PeerStateCopies;
import dev.carillon.node.peer.PeerTimes;
import dev.carillon.node.peer.PeerTrust;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.replication.raft.RaftParts;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.session.NodeCore;
import dev.carillon.protocol.peer.NodeIdentity;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's side of its cluster: the links to the others and the server that answers theirs. */
final class NodeCluster {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCluster.class);

    /** Silence after which a node counts as dead, four pings. It only hastens elections. */
    private static final Duration SILENT = Duration.ofMillis(1_000);

    /** The same for one whose connections have all ended: time for one new attempt. */
    private static final Duration ENDED = Duration.ofMillis(300);

    /** How long a node is still spoken to that is in the cluster no more. */
    private static final long LEFT_MS = 10_000;

    private final ClusterView view;
    private final ClusterNode self;
    private final PeerParts parts;
    private final PeerLinks links;
    private final KnownLives lives;
    private final Owners owners;
    private final RaftOptions raftOptions;
    private final long repairAfterNs;
    private final Departures departures = new Departures();
    private final PeerSilence silence;
    private final PeerStateCopies copies;
    private final List<Peers> peers = new ArrayList<>();

    private NodeCluster(
            ClusterView view,
            ClusterNode self,
            DataFolder folder,
            PeerParts parts,
            int loops,
            Clock clock,
            RaftOptions raftOptions,
            long repairAfterNs) {
        this.raftOptions = raftOptions;
        this.repairAfterNs = repairAfterNs;
        this.view = view;
        this.self = self;
        this.parts = parts;
        this.lives = new KnownLives(folder.path(), view::map, self.id());
        this.links = new PeerLinks(parts, lives, loops);
        this.copies = new PeerStateCopies(parts, this::address);
        this.owners = new Owners(view.state().metaNumber() + 1);
        this.silence = new PeerSilence(parts.pulses(), clock, SILENT, ENDED);
        for (int i = 0; i < loops; i++) {
            peers.add(new LoopPeers(links, silence, i));
        }
    }

    /** What is known of the cluster that the configuration names; null for a node that is alone. */
    static @Nullable ClusterState known(Config config, Clock clock) throws IOException {
        String file = config.text(Settings.CLUSTER_FILE);
        String seeds = config.text(Settings.CLUSTER_JOIN);
        if (file.isEmpty() && seeds.isEmpty()) {
            return null;
        }
        ClusterState stored = StoredCluster.read(Path.of(config.text(Settings.DATA_FOLDER)));
        if (stored != null) {
            if (!file.isEmpty()) {
                compare(stored, ClusterFile.read(Path.of(file)), file);
            }
            return named(stored, config, "What the data folder knows of the cluster");
        }
        return seeds.isEmpty()
                ? named(ClusterState.initial(ClusterFile.read(Path.of(file))), config, file)
                : named(Joining.join(config, clock), config, "The cluster");
    }

    /** The file says how a cluster begins; what it has become since counts, but it must be the same one. */
    private static void compare(ClusterState stored, ClusterMap begun, String file) {
        if (!stored.map().id().equals(begun.id())) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The data folder belongs to the cluster " + stored.map().id() + ", " + file + " is that of "
                            + begun.id() + ". Nothing was touched. Use the file of the node's own cluster, or another"
                            + " folder with --data.");
        }
        for (ClusterNode node : begun.nodes()) {
            ClusterNode known = stored.map().node(node.id());
            if (known != null && !known.equals(node)) {
                LOG.warn(
                        "event=cluster_file detail=\"{} says that node {} is at {}:{} for clients and {}:{} for nodes; the"
                                + " cluster knows it at {}:{} and {}:{}, and that counts. 'carillon node add {}' tells it"
                                + " another address.\"",
                        file,
                        node.id(),
                        node.clientHost(),
                        node.clientPort(),
                        node.peerHost(),
                        node.peerPort(),
                        known.clientHost(),
                        known.clientPort(),
                        known.peerHost(),
                        known.peerPort(),
                        node.id());
            }
        }
    }

    private static ClusterState named(ClusterState state, Config config, String source) {
        int newest = NodeParts.newestFormat(config);
        if (state.format() > newest) {
            throw new CommandException(ExitCode.FAILED, Format.tooNew(state.format(), newest));
        }
        int number = config.integer(Settings.CLUSTER_NODE);
        if (state.map().node(number) == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    (number == 0
                                    ? "It is not said which node of the cluster this is"
                                    : "The cluster has no node " + number)
                            + ": " + source + " has "
                            + state.map().nodes().stream().map(ClusterNode::id).toList()
                            + ". Nothing was started. Say --node with one of them.");
        }
        return state;
    }

    /**
     * @param known of the cluster when the node starts
     * @param eventLoops for the sockets to other nodes; somebody else ends them
     */
    static NodeCluster make(
            ClusterState known,
            Config config,
            Surroundings surroundings,
            DataFolder folder,
            int loops,
            MultiThreadIoEventLoopGroup eventLoops,
            Clock clock,
            Closing closing)
            throws IOException {
        StoredCluster.writeFirst(folder.path(), known);
        ClusterMap map = known.map();
        ClusterNode self = map.node(config.integer(Settings.CLUSTER_NODE));
        if (self == null) {
            throw new IllegalStateException("checked before");
        }
        NodeIdentity identity = new NodeIdentity(map.id(), self.id());
        String certificates = config.text(Settings.PEER_CERTIFICATES);
        PeerNotices notices = new PeerNotices(clock, PeerTimes.DEFAULT.notice(), NodeCluster::tell);
        PeerTls tls = certificates.isEmpty() ? null : tls(Path.of(certificates), clock, notices);
        PeerSockets sockets = new PeerSockets(eventLoops, tls, config.yes(Settings.PEER_PLAINTEXT));
        closing.add("peer sockets", sockets);
        ScheduledExecutorService timer = closing.timer("peer-timer");
        PeerParts parts = new PeerParts(
                identity,
                incarnation(folder),
                surroundings.network().apply(sockets),
                PeerLimits.DEFAULT,
                PeerTimes.DEFAULT,
                clock,
                closing.executor("state-copies"),
                timer,
                RandomGenerator.getDefault(),
                new PeerPulses(),
                notices);
        // As if it held all: partitions come and go.
        int held = map.ring().assignments().size();
        RaftOptions raft = RaftOptions.of(
                config.number(Settings.STATE_LOG_BYTES),
                config.integer(Settings.DATA_SEGMENT),
                (held + loops - 1) / loops);
        ClusterView view = new ClusterView(
                known,
                new StoredCluster(folder.path(), closing.executor("cluster-state")),
                NodeParts.newestFormat(config));
        long repairAfterNs = TimeUnit.MILLISECONDS.toNanos(config.number(Settings.CLUSTER_REPAIR_AFTER));
        return new NodeCluster(view, self, folder, parts, loops, clock, raft, repairAfterNs);
    }

    private @Nullable PeerAddress address(int number) {
        ClusterNode node = view.map().node(number);
        return node == null ? null : new PeerAddress(node.id(), node.peerHost(), node.peerPort());
    }

    /** The node's certificates. @throws CommandException if they cannot be used */
    static PeerTls tls(Path folder, Clock clock) {
        return tls(folder, clock, new PeerNotices(clock, PeerTimes.DEFAULT.notice(), NodeCluster::tell));
    }

    private static PeerTls tls(Path folder, Clock clock, PeerNotices notices) {
        return PeerTls.read(folder, authority -> new PeerTrust(authority, clock, notices));
    }

    ClusterView view() {
        return view;
    }

    int number() {
        return self.id();
    }

    Owners owners() {
        return owners;
    }

    PeerHealth health() {
        return parts.pulses();
    }

    /** Whether another node counts as dead. */
    IntPredicate down() {
        return node -> node != self.id() && silence.isDown(node);
    }

    private static long incarnation(DataFolder folder) {
        NodeFile.Seat seat = folder.facts().seat();
        if (seat == null) {
            throw new IllegalStateException("checked before");
        }
        return seat.incarnation();
    }

    private static void tell(String sentence) {
        LOG.warn("event=peer detail=\"{}\"", sentence);
    }

    /** What the core needs to know of it. */
    ClusterSeat seat() {
        return new ClusterSeat(
                self.id(),
                self.incarnation(),
                view,
                owners,
                departures,
                peers,
                copies,
                new RaftParts(Random::new, EngineErrorCount.install(), raftOptions),
                repairAfterNs);
    }

    /** All that are there now, and nobody else. */
    private synchronized void callAll() {
        ClusterMap map = view.map();
        for (ClusterNode node : map.nodes()) {
            if (node.id() != self.id()) {
                links.call(new PeerAddress(node.id(), node.peerHost(), node.peerPort()));
            }
        }
        // Who has just left asks what became of it, and should be answered.
        parts.timer()
                .schedule(
                        () -> links.keepOnly(id -> view.map().node((int) id) != null), LEFT_MS, TimeUnit.MILLISECONDS);
    }

    /** What a plan that is being carried out allows; copies for whom has missed much go as fast as they can. */
    private long copyRate() {
        Rebalance rebalance = view.state().rebalance();
        return rebalance == null ? Long.MAX_VALUE : rebalance.bytesPerSecond();
    }

    /** Begins to answer the other nodes, then to call them. */
    void open(NodeCore core, Closing closing) throws IOException {
        LoopMailbox[] mail = core.loops().stream().map(Loop::mailbox).toArray(LoopMailbox[]::new);
        PeerServer server = new PeerServer(
                parts,
                lives,
                new PeerMail(
                        mail,
                        partition -> Math.floorMod(partition, mail.length),
                        parts.limits().frameBytesMax()),
                core,
                () -> ClusterStateCodec.encode(view.state()),
                this::copyRate,
                links::callBack);
        closing.add("peer server", server);
        server.start(new InetSocketAddress(self.peerHost(), self.peerPort()));
        closing.add("peer links", links);
        closing.add("state copies", copies);
        callAll();
        view.onChange(this::callAll);
        LOG.info(
                "event=cluster id={} node={} nodes={} peers={}:{} incarnation={}",
                view.map().id(),
                self.id(),
                view.map().nodes().size(),
                self.peerHost(),
                server.port(),
                Long.toHexString(parts.incarnation()));
    }
}
