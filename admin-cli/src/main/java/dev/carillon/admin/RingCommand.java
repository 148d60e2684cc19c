package dev.carillon.admin;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.picture.RingPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code ring}: who holds and who leads what. */
@Command(
        name = "ring",
        description = "Shows the ring: which node holds and leads which partition.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  carillon ring status --server 127.0.0.1:7491")
final class RingCommand extends AdminCommandGroup {
    RingCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "status",
            description = {
                "Draws the ring as one node sees it: a cell per partition with the node that should lead it now, marks under",
                "partitions that are not well, and a line per node. Then who really leads, where that differs."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon ring status",
                "  carillon ring status --server 10.0.0.1:7490,10.0.0.2:7490 --ca certs/ca.crt --svg ring.svg",
                "",
                EXIT_CODES
            })
    int status(
            @Mixin AdminOptions options,
            @Option(names = "--svg", paramLabel = "FILE", description = "Draw it into an SVG file too.") @Nullable
                    Path svg) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            ClusterView view = new ClusterView(nodes.any(AdminCommand::status));
            if (svg != null) {
                write(svg, RingPicture.svg(view.map(), view.healthy()));
            }
            print(options.json() ? Json.of(facts(view)) : text(view));
            return ExitCode.OK;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandException(file + " cannot be written: " + e.getMessage() + ". Nothing else was changed.");
        }
    }

    private static String text(ClusterView view) {
        boolean colour = System.console() != null && System.getenv("NO_COLOR") == null;
        return (view.isAlone()
                        ? "A node that is alone.\n"
                        : "Cluster " + view.status().getClusterId() + ", as node "
                                + view.status().getNodeId() + " sees it.\n")
                + RingPicture.text(view.map(), view.healthy(), colour)
                + "\n"
                + leaders(view);
    }

    private static String leaders(ClusterView view) {
        List<Integer> unled = view.unled();
        int elsewhere = 0;
        for (int p = 0; p < view.map().assignments().size(); p++) {
            int should = view.map().assignment(p).leader(view.healthy()).orElse(0);
            elsewhere += view.owner(p) != 0 && view.owner(p) != should ? 1 : 0;
        }
        if (unled.isEmpty() && elsewhere == 0) {
            return "Every partition is led by the node that should lead it.\n";
        }
        return (unled.isEmpty() ? "" : "Led by nobody that this node knows of: " + Numbers.of(unled) + ".\n")
                + (elsewhere == 0
                        ? ""
                        : elsewhere + " partitions are led by another node than they should be; the balance moves"
                                + " them back one by one.\n");
    }

    private static Map<String, Object> facts(ClusterView view) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cluster", view.status().getClusterId());
        facts.put("asked", view.status().getNodeId());
        facts.put("epoch", view.map().epoch());
        facts.put("replication_factor", view.map().replicationFactor());
        facts.put("nodes", view.nodes());
        List<Map<String, Object>> partitions = new ArrayList<>();
        for (int p = 0; p < view.map().assignments().size(); p++) {
            partitions.add(partition(view, p));
        }
        facts.put("partitions", partitions);
        return facts;
    }

    static Map<String, Object> partition(ClusterView view, int number) {
        Assignment assignment = view.map().assignment(number);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("partition", number);
        facts.put("generation", assignment.generation());
        facts.put("replicas", assignment.replicas());
        facts.put("healthy", assignment.healthy(view.healthy()));
        facts.put("owner", view.owner(number));
        facts.put("term", view.ownerFacts(number).getTerm());
        return facts;
    }
}
