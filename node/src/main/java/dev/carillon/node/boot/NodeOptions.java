package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.ConfigBuilder;
import dev.carillon.node.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that set the configuration; shared by {@code node} and {@code config show}. */
final class NodeOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file (YAML).")
    private @Nullable Path file;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address for clients. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port for clients; 0 takes a free one. Default: 7400")
    private @Nullable Integer port;

    @Option(
            names = "--plaintext",
            arity = "0",
            description = "Allow addresses beyond loopback without TLS: everyone on the way can read and change all.")
    private @Nullable Boolean plaintext;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "Port of /metrics, /healthz, /readyz; 0 takes a free one, -1 is off. Default: 7480")
    private @Nullable Integer httpPort;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description = "Port of the admin service; 0 takes a free one, -1 is off. Default: 7490")
    private @Nullable Integer adminPort;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder. Default: carillon-data")
    private @Nullable Path data;

    @Option(
            names = "--partitions",
            paramLabel = "Q",
            description = "Number of partitions, a power of two; fixed when the data folder is created. Default: 64")
    private @Nullable Integer partitions;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            description = "What an ack means: sync (on disk), interval, none. Default: sync")
    private @Nullable String durability;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Keys that tokens are signed with.")
    private @Nullable Path keyFile;

    @Option(
            names = "--insecure-dev",
            arity = "0",
            description = "Let anyone log in as anyone; on loopback only, for trying things out.")
    private @Nullable Boolean insecureDev;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "The cluster that this node is part of; 'carillon cluster init' writes the file.")
    private @Nullable Path cluster;

    @Option(names = "--node", paramLabel = "N", description = "Which node of the cluster this is.")
    private @Nullable Integer node;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            description = "Come to a running cluster, of which a node answers others there; instead of --cluster.")
    private @Nullable String join;

    @Option(names = "--cluster-id", paramLabel = "ID", description = "The cluster to --join.")
    private @Nullable String clusterId;

    @Option(
            names = "--peer-certificates",
            paramLabel = "DIR",
            description =
                    "This node's certificates for other nodes; 'carillon cert issue' makes them. Without: loopback.")
    private @Nullable Path peerCertificates;

    @Option(
            names = "--supervised",
            arity = "0",
            description = "The launcher starts the node again when 'carillon node restart' asks for it.")
    private @Nullable Boolean supervised;

    @Option(names = "--loops", paramLabel = "N", description = "Partition loops. Default: one per two cores")
    private @Nullable Integer loops;

    @Option(names = "--event-loops", paramLabel = "N", description = "Event loops. Default: one per two cores")
    private @Nullable Integer eventLoops;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting by its key, such as limits.hello-timeout=3s. Repeatable.")
    private Map<String, String> others = new LinkedHashMap<>();

    /** The effective configuration of these flags, the environment and the file. */
    Config config(Map<String, String> environment) {
        ConfigBuilder builder = new ConfigBuilder();
        Path from = file;
        if (from != null) {
            builder.file(from.toString(), read(from));
        }
        builder.environment(environment)
                .flag(Settings.LISTEN_HOST, host)
                .flag(Settings.LISTEN_PORT, port)
                .flag(Settings.LISTEN_PLAINTEXT, plaintext)
                .flag(Settings.HTTP_PORT, httpPort)
                .flag(Settings.ADMIN_PORT, adminPort)
                .flag(Settings.DATA_FOLDER, data)
                .flag(Settings.DATA_PARTITIONS, partitions)
                .flag(Settings.DATA_DURABILITY, durability)
                .flag(Settings.AUTH_KEY_FILE, keyFile)
                .flag(Settings.AUTH_INSECURE_DEV, insecureDev)
                .flag(Settings.CLUSTER_FILE, cluster)
                .flag(Settings.CLUSTER_NODE, node)
                .flag(Settings.CLUSTER_JOIN, join)
                .flag(Settings.CLUSTER_ID, clusterId)
                .flag(Settings.PEER_CERTIFICATES, peerCertificates)
                .flag(Settings.STOP_SUPERVISED, supervised)
                .flag(Settings.THREADS_LOOPS, loops)
                .flag(Settings.THREADS_EVENT_LOOPS, eventLoops);
        others.forEach(builder::flag);
        return builder.build();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "does not exist";
            throw new CommandException(
                    ExitCode.USAGE,
                    "The configuration file " + file + " " + why
                            + ". 'carillon config show-default' prints one to start from.");
        }
    }
}
