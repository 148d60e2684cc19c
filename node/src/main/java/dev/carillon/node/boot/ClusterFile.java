package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.protocol.peer.NodeIdentity;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.placement.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The file that says which nodes a cluster has, the same on each of them; {@code carillon cluster init} writes it. Which
 * node holds which partition follows from it, in the same way everywhere.
 */
final class ClusterFile {
    private static final int BYTES_MAX = 1 << 20;
    private static final int PORT_MAX = 65_535;
    private static final int PARTITIONS_MAX = 4096;

    private final Path file;

    private ClusterFile(Path file) {
        this.file = file;
    }

    /** @throws CommandException if it is no such file; the message names the key */
    static ClusterMap read(Path file) {
        return new ClusterFile(file).read();
    }

    /** The backup that the cluster begins with; empty if it begins with nothing. */
    static String backup(Path file) {
        ClusterFile read = new ClusterFile(file);
        return read.optional(read.parse(), "", "backup", "");
    }

    private ClusterMap read() {
        Map<?, ?> root = parse();
        String id = text(root, "", "cluster");
        if (!NodeIdentity.isClusterId(id)) {
            throw wrong("cluster", "\"" + id + "\" is no cluster ID: 1 to 64 of a-z, 0-9 and '-'");
        }
        int partitions = number(root, "", "partitions", 1, PARTITIONS_MAX);
        if (Integer.bitCount(partitions) != 1) {
            throw wrong("partitions", partitions + " is not a power of two");
        }
        int replicas = number(root, "", "replicas", 1, 7);
        if (!(root.get("nodes") instanceof List<?> list) || list.isEmpty()) {
            throw wrong("nodes", "it must be a list of at least one node");
        }
        List<ClusterNode> nodes = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String at = "nodes[" + i + "].";
            if (!(list.get(i) instanceof Map<?, ?> node)) {
                throw wrong("nodes[" + i + "]", "it must have the keys id, clients and peers");
            }
            int number = number(node, at, "id", 1, PORT_MAX);
            HostPort clients = HostPort.of(this, at + "clients", text(node, at, "clients"));
            HostPort peers = HostPort.of(this, at + "peers", text(node, at, "peers"));
            nodes.add(new ClusterNode(number, 1, clients.host(), clients.port(), peers.host(), peers.port()));
            members.add(new Member(
                    number,
                    optional(node, at, "name", "n" + number),
                    optional(node, at, "zone", ""),
                    node.containsKey("weight") ? number(node, at, "weight", 1, Member.WEIGHT_MAX) : 100,
                    MemberState.ACTIVE));
        }
        return map(id, partitions, replicas, nodes, members);
    }

    private ClusterMap map(String id, int partitions, int replicas, List<ClusterNode> nodes, List<Member> members) {
        if (replicas % 2 == 0 || replicas > nodes.size()) {
            throw wrong(
                    "replicas",
                    replicas + " copies of each partition cannot be kept on " + nodes.size()
                            + " nodes; it must be odd and at most the number of nodes");
        }
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i).id() <= nodes.get(i - 1).id()) {
                throw wrong("nodes[" + i + "].id", "the nodes must be in ascending order of their numbers, each once");
            }
        }
        try {
            return new ClusterMap(id, Placement.initial(partitions, replicas, members), nodes);
        } catch (IllegalArgumentException e) {
            throw wrong("nodes", String.valueOf(e.getMessage()));
        }
    }

    private Map<?, ?> parse() {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw wrong(null, "it is larger than 1 MiB, so hardly a cluster file");
            }
            Object parsed = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            if (parsed instanceof Map<?, ?> map) {
                return map;
            }
            throw wrong(null, "it has no keys");
        } catch (YamlEngineException e) {
            throw wrong(
                    null,
                    "it is not valid YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw wrong(null, Files.exists(file) ? "it cannot be read" : "there is no such file");
        }
    }

    private String text(Map<?, ?> in, String at, String key) {
        Object value = in.get(key);
        if (value == null || value instanceof Map<?, ?> || value instanceof List<?>) {
            throw wrong(at + key, value == null ? "it is missing" : "it must be a single value");
        }
        return value.toString();
    }

    private String optional(Map<?, ?> in, String at, String key, String otherwise) {
        return in.containsKey(key) ? text(in, at, key) : otherwise;
    }

    private int number(Map<?, ?> in, String at, String key, int low, int high) {
        if (in.get(key) instanceof Number number && number.longValue() >= low && number.longValue() <= high) {
            return number.intValue();
        }
        throw wrong(
                at + key,
                in.get(key) == null
                        ? "it is missing"
                        : "\"" + in.get(key) + "\" is not a whole number from " + low + " to " + high);
    }

    CommandException wrong(@Nullable String key, String why) {
        return new CommandException(
                ExitCode.USAGE,
                "The cluster file " + file + " cannot be used: " + (key == null ? "" : key + ": ") + why
                        + ". Nothing was started. 'carillon cluster init' writes such a file; every node has the same.");
    }

    /** {@code host:port}; an IPv6 address in brackets. */
    record HostPort(String host, int port) {
        static HostPort of(ClusterFile file, String key, String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (!host.isEmpty() && host.length() <= 253 && port >= 1 && port <= PORT_MAX) {
                    return new HostPort(host, port);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw file.wrong(key, "\"" + text + "\" is not host:port");
        }
    }
}
