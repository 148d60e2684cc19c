package dev.carillon.admin;

import dev.carillon.admin.v1.NodeAddress;
import dev.carillon.admin.v1.Peer;
import dev.carillon.ring.Member;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code node list}; {@code node} alone runs one. */
@Command(
        name = "node",
        description = "Shows the cluster's nodes. (Without 'list', 'carillon node' runs a node.)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  carillon node list")
final class NodesCommand extends AdminCommandGroup {
    NodesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "list",
            description =
                    "Lists the nodes: where they are, whether they are heard, how many partitions they lead and hold.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon node list", "  carillon node list --json --server 10.0.0.1:7490", "", EXIT_CODES})
    int list(@Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            ClusterView view = new ClusterView(nodes.any(AdminCommand::status));
            if (options.json()) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("cluster", view.status().getClusterId());
                facts.put("asked", view.status().getNodeId());
                facts.put("nodes", view.nodes());
                print(Json.of(facts));
            } else {
                print(table(view));
            }
            return ExitCode.OK;
        }
    }

    private static String table(ClusterView view) {
        StringBuilder out =
                new StringBuilder(row("node", "name", "zone", "state", "leads", "holds", "ping", "clients"));
        for (Member member : view.map().members()) {
            int id = member.id();
            boolean asked = id == view.status().getNodeId();
            Peer peer = view.peer(id);
            NodeAddress address = view.address(id);
            out.append(row(
                    Integer.toString(id),
                    member.name(),
                    member.zone(),
                    view.healthy().test(id) ? member.state().name().toLowerCase(Locale.ROOT) : "down",
                    Integer.toString(view.leads(id)),
                    Integer.toString(view.holds(id)),
                    asked ? "asked" : peer == null || peer.getRoundTripNs() == 0 ? "" : ping(peer.getRoundTripNs()),
                    address == null ? "" : address.getClients()));
        }
        return out.toString();
    }

    private static String ping(long ns) {
        return String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
    }

    private static String row(
            String node,
            String name,
            String zone,
            String state,
            String leads,
            String holds,
            String ping,
            String clients) {
        return String.format(
                Locale.ROOT,
                "%-5s %-14s %-10s %-9s %6s %6s %9s  %s%n",
                node,
                name,
                zone,
                state,
                leads,
                holds,
                ping,
                clients);
    }
}
