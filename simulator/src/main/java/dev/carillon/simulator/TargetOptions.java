package dev.carillon.simulator;

import dev.carillon.client.runtime.ServerAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say which nodes load is put on: those of a cluster of its own, of one that runs in a folder, or any. */
final class TargetOptions {
    private static final int NODES = 3;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = Address.class,
            description = "Nodes that run already, wherever they are. Without it: a cluster of its own.")
    List<ServerAddress> servers = new ArrayList<>();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "With --server: signs the users' tokens, as the nodes check them. Without it tokens are unsigned, for"
                            + " nodes with --insecure-dev.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = Address.class,
            description = "With --server: where the nodes answer /metrics, for their CPU and memory.")
    List<ServerAddress> metrics = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "DIR",
            description = "The cluster that 'carillon cluster start --data DIR' started; it goes on afterwards.")
    @Nullable
    Path cluster;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes of its own cluster: 1, or 3 to 9 (3).")
    @Nullable
    Integer nodes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "New or empty folder for its own nodes' data and output, kept. Without it: a temporary one.")
    @Nullable
    Path data;

    boolean isItsOwn() {
        return servers.isEmpty() && cluster == null;
    }

    /** Nodes that its own cluster has. */
    int ownNodes() {
        return nodes == null ? NODES : nodes;
    }

    /** Whether options contradict each other: a sentence without its full stop; null if not. */
    @Nullable
    String contradiction() {
        if (!servers.isEmpty() && cluster != null) {
            return "--server and --cluster both say where the load goes; leave out one";
        }
        if (!isItsOwn() && nodes != null) {
            return "--nodes is for nodes of its own and goes with neither --server nor --cluster";
        }
        if (!isItsOwn() && data != null) {
            return "--data is for nodes of its own and goes with neither --server nor --cluster";
        }
        if (servers.isEmpty() && (keyFile != null || !metrics.isEmpty())) {
            return (keyFile == null ? "--metrics" : "--key-file") + " is for nodes that --server names";
        }
        return null;
    }

    /** {@code HOST:PORT}. */
    static final class Address implements ITypeConverter<ServerAddress> {
        private static final int PORTS = 65_536;

        @Override
        public ServerAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && port > 0 && port < PORTS) {
                    return new ServerAddress(text.substring(0, colon), port);
                }
            } catch (NumberFormatException e) {
                // Said below, as for a port that there is not.
            }
            throw new TypeConversionException("it is HOST:PORT, not " + text);
        }
    }
}
