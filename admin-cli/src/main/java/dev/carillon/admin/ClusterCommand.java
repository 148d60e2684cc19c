package dev.carillon.admin;

import dev.carillon.protocol.peer.NodeIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code cluster}: writes the file that every node of a cluster is given. */
@Command(
        name = "cluster",
        description = "Lays out a cluster.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  carillon cluster init --name bells 10.0.0.1:7400/7500 10.0.0.2:7400/7500 10.0.0.3:7400/7500")
final class ClusterCommand implements Runnable {
    private static final int PARTITIONS_MAX = 4096;
    private static final int REPLICAS_MAX = 7;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Say what to do: init.");
    }

    @Command(
            name = "init",
            description = {
                "Writes the cluster file: the nodes with their numbers from 1, where clients and other nodes find them,",
                "and into how many partitions the users are divided. Give the same file to every node; who holds which",
                "partition follows from it. It says how the cluster begins; nodes come and go later with 'node add' and 'ring apply'."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon cluster init 127.0.0.1:7401/7501 127.0.0.1:7402/7502 127.0.0.1:7403/7503",
                "  carillon cluster init --name bells a:7400/7500@rack1 b:7400/7500@rack2 c:7400/7500@rack3",
                "",
                "Exit codes: 0 ok, 1 failed, 2 wrong command line."
            })
    int init(
            @Parameters(
                            paramLabel = "NODE",
                            arity = "1..*",
                            description = "A node: HOST:CLIENT-PORT/PEER-PORT, and @ZONE for what fails together.")
                    List<String> nodes,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            defaultValue = "carillon",
                            description = "The cluster's ID, in every handshake. Default: ${DEFAULT-VALUE}")
                    String name,
            @Option(
                            names = "--partitions",
                            paramLabel = "Q",
                            defaultValue = "64",
                            description = "A power of two, for ever. Default: ${DEFAULT-VALUE}")
                    int partitions,
            @Option(
                            names = "--replicas",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Copies of each partition, odd. Default: 3, with fewer nodes 1")
                    int replicas,
            @Option(
                            names = "--backup",
                            paramLabel = "ID",
                            defaultValue = "",
                            description =
                                    "The cluster begins with this backup: a node that was not restored from it is refused.")
                    String backup,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            defaultValue = "cluster.yaml",
                            description = "The file to make. Default: ${DEFAULT-VALUE}")
                    Path out) {
        require(NodeIdentity.isClusterId(name), "\"" + name + "\" is no cluster ID: 1 to 64 of a-z, 0-9 and '-'");
        require(
                partitions >= 1 && partitions <= PARTITIONS_MAX && Integer.bitCount(partitions) == 1,
                "--partitions must be a power of two up to " + PARTITIONS_MAX + ", not " + partitions);
        int copies = replicas != 0 ? replicas : nodes.size() >= 3 ? 3 : 1;
        require(
                copies % 2 == 1 && copies <= REPLICAS_MAX && copies <= nodes.size(),
                copies + " copies cannot be kept on " + nodes.size() + " nodes; --replicas must be odd, up to "
                        + REPLICAS_MAX + " and the number of nodes");
        require(
                backup.isEmpty() || backup.matches("[0-9a-f]{1,16}"),
                "\"" + backup + "\" is no backup's ID, as 'carillon backup verify' says it");
        write(out, text(name, partitions, copies, backup, parse(nodes)));
        PrintWriter to = Objects.requireNonNull(spec).commandLine().getOut();
        to.println("Made " + out + ". Give it to every node, "
                + (backup.isEmpty() ? "" : "restore each ('carillon backup restore'), ")
                + "and start each with its own number:");
        to.println("  carillon node --cluster " + out + " --node 1 --port "
                + parse(nodes).get(0).clientPort() + " --data DIR");
        to.flush();
        return ExitCode.OK;
    }

    private List<PlannedNode> parse(List<String> texts) {
        List<PlannedNode> nodes = new ArrayList<>();
        Set<String> places = new HashSet<>();
        for (String text : texts) {
            PlannedNode node = PlannedNode.parse(text);
            require(node != null, "\"" + text + "\" is no node: write HOST:CLIENT-PORT/PEER-PORT or …@ZONE");
            PlannedNode known = Objects.requireNonNull(node);
            require(
                    places.add(known.host() + ":" + known.clientPort())
                            && places.add(known.host() + ":" + known.peerPort()),
                    "\"" + text + "\" has a port that is another one's already");
            nodes.add(known);
        }
        return nodes;
    }

    private static String text(String name, int partitions, int replicas, String backup, List<PlannedNode> nodes) {
        StringBuilder text = new StringBuilder("# The nodes of a cluster; the same file on each of them.\n");
        text.append("cluster: \"").append(name).append("\"\n");
        text.append("partitions: ").append(partitions).append('\n');
        text.append("replicas: ").append(replicas).append('\n');
        if (!backup.isEmpty()) {
            text.append("backup: \"").append(backup).append("\"\n");
        }
        text.append("nodes:\n");
        for (int i = 0; i < nodes.size(); i++) {
            PlannedNode node = nodes.get(i);
            text.append("  - id: ").append(i + 1).append('\n');
            text.append("    clients: \"").append(node.clients()).append("\"\n");
            text.append("    peers: \"").append(node.peers()).append("\"\n");
            if (!node.zone().isEmpty()) {
                text.append("    zone: \"").append(node.zone()).append("\"\n");
            }
        }
        return text.toString();
    }

    private static void write(Path out, String text) {
        try {
            Files.writeString(out, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(out + " exists already and was not touched: nodes that were started with it hold"
                    + " data by it. Name another file with --out.");
        } catch (IOException e) {
            throw new CommandException(out + " cannot be written: " + e.getMessage() + ". Nothing was made.");
        }
    }

    private void require(boolean right, String sentence) {
        if (!right) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence + ". Nothing was made.");
        }
    }
}
