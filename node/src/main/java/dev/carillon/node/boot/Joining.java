package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import dev.carillon.node.peer.ClusterReading;
import dev.carillon.node.runtime.Clock;
import dev.carillon.protocol.peer.NodeIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node comes to a cluster that runs: what it knows already counts; otherwise it asks the nodes that it was named,
 * until one tells it. It holds nothing until operators let it.
 */
final class Joining {
    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final long ASK_AGAIN_NS = 1_000_000_000;

    /** How long a node asks: whoever starts it may name it to the cluster a moment later. */
    private static final long ASK_NS_MAX = 60_000_000_000L;

    private static final int PORT_MAX = 65_535;

    private Joining() {}

    /** @throws CommandException if it cannot come, saying why and what to do */
    static ClusterState join(Config config, Clock clock) throws IOException {
        ClusterState known = StoredCluster.read(Path.of(config.text(Settings.DATA_FOLDER)));
        String cluster = config.text(Settings.CLUSTER_ID);
        int number = config.integer(Settings.CLUSTER_NODE);
        if (!NodeIdentity.isClusterId(cluster) || number == 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "A node that joins must know its number and its cluster's ID. Nothing was started. Say --node and"
                            + " --cluster-id, as 'carillon node add' and 'carillon ring status' have them.");
        }
        if (known != null) {
            return known;
        }
        String certificates = config.text(Settings.PEER_CERTIFICATES);
        PeerTls tls = certificates.isEmpty() ? null : NodeCluster.tls(Path.of(certificates), clock);
        try (PeerSockets sockets = new PeerSockets(Closing.threads("join"), tls, config.yes(Settings.PEER_PLAINTEXT))) {
            return ask(sockets, new NodeIdentity(cluster, number), seeds(config), clock);
        }
    }

    private record Seed(String host, int port) {}

    private static List<Seed> seeds(Config config) {
        List<Seed> seeds = new ArrayList<>();
        for (String text : config.text(Settings.CLUSTER_JOIN).split(",")) {
            int colon = text.lastIndexOf(':');
            int port = 0;
            try {
                port = Integer.parseInt(text.substring(colon + 1).strip());
            } catch (NumberFormatException e) {
                // said below
            }
            if (colon < 1 || port < 1 || port > PORT_MAX) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "cluster.join: \"" + text + "\" is not HOST:PORT. Nothing was started. Name where a node of the"
                                + " cluster answers others (its peers address in 'carillon ring status --json').");
            }
            seeds.add(new Seed(text.substring(0, colon).strip(), port));
        }
        return seeds;
    }

    private static ClusterState ask(PeerSockets sockets, NodeIdentity self, List<Seed> seeds, Clock clock) {
        long untilNs = clock.nanoTime() + ASK_NS_MAX;
        String told = "";
        while (true) {
            String why = "";
            for (Seed seed : seeds) {
                ClusterReading.Said said = ClusterReading.ask(sockets, self, seed.host(), seed.port());
                ClusterState state = said.state();
                if (state != null) {
                    return state;
                }
                why = said.why();
            }
            if (clock.nanoTime() - untilNs >= 0) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "The node could not join: " + why
                                + " Nothing was started. Name it to the cluster with 'carillon" + " node add "
                                + self.nodeId() + "', and --join a node that runs.");
            }
            if (!why.equals(told)) {
                told = why;
                LOG.info("event=joining detail=\"{} It will be asked again for {} s.\"", why, seconds(untilNs, clock));
            }
            LockSupport.parkNanos(ASK_AGAIN_NS);
        }
    }

    private static long seconds(long untilNs, Clock clock) {
        return TimeUnit.NANOSECONDS.toSeconds(untilNs - clock.nanoTime());
    }
}
