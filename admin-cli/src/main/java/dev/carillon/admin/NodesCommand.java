package dev.carillon.admin;

import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.admin.v1.NodeAddress;
import dev.carillon.admin.v1.Peer;
import dev.carillon.ring.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code node list|add|drain|leave|evict|forget|restart}; {@code node} alone runs one. */
@Command(
        name = "node",
        description = "Shows the cluster's nodes. (Without 'list', 'carillon node' runs a node.)",
        mixinStandardHelpOptions = true,
        subcommands = RestartCommand.class,
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

    @Command(
            name = "add",
            description = {
                "Says that a node may come, and where it is; or that it is to be found elsewhere. It holds nothing until",
                "'ring apply --join' lets it."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon node add 4 --clients 10.0.0.4:7400 --peers 10.0.0.4:7500",
                "  carillon node --join 10.0.0.1:7500 --node 4 --cluster-id bells   (then, on its machine)",
                "  carillon ring apply --join 4",
                "",
                EXIT_CODES
            })
    int add(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "ID", description = "The node's number, never used before.") int id,
            @Option(
                            names = "--clients",
                            required = true,
                            paramLabel = "HOST:PORT",
                            description = "Where clients reach it.")
                    String clients,
            @Option(
                            names = "--peers",
                            required = true,
                            paramLabel = "HOST:PORT",
                            description = "Where other nodes reach it.")
                    String peers,
            @Option(names = "--dry-run", description = "Say what would be asked for, and change nothing.")
                    boolean dryRun) {
        ServerAddress forClients = ServerAddress.parse(clients);
        ServerAddress forPeers = ServerAddress.parse(peers);
        return ClusterChange.run(
                this,
                options,
                ChangeRequest.Kind.KNOW,
                List.of(
                        Integer.toString(id),
                        forClients.host(),
                        Integer.toString(forClients.port()),
                        forPeers.host(),
                        Integer.toString(forPeers.port())),
                dryRun);
    }

    @Command(
            name = "drain",
            description = "Empties a node; it stays a member, to be activated again: 'ring apply --drain'.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon node drain 1", "  carillon node drain 1 --moves-per-node 4", "", EXIT_CODES})
    int drain(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "ID", description = "The node's number.") int id,
            @Mixin PaceOptions pace,
            @Mixin ApplyOptions how)
            throws InterruptedException {
        return new RingApply(this, options, how).run(ChangeOptions.drain(id, pace));
    }

    @Command(
            name = "leave",
            description = "Empties a node, which is no member afterwards and can be ended: 'ring apply --leave'.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon node leave 1", "", EXIT_CODES})
    int leave(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "ID", description = "The node's number.") int id,
            @Mixin PaceOptions pace,
            @Mixin ApplyOptions how)
            throws InterruptedException {
        return new RingApply(this, options, how).run(ChangeOptions.leave(id, pace));
    }

    @Command(
            name = "evict",
            description =
                    "Gives up a node that is lost with its disk; the others copy what it held: 'ring apply --evict'.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon node evict 1", "", EXIT_CODES})
    int evict(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "ID", description = "The node's number.") int id,
            @Mixin PaceOptions pace,
            @Mixin ApplyOptions how)
            throws InterruptedException {
        return new RingApply(this, options, how).run(ChangeOptions.evict(id, pace));
    }

    @Command(
            name = "forget",
            description = "A node that is no member of the ring is not let in any more.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon node forget 4", "", EXIT_CODES})
    int forget(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "ID", description = "The node's number.") int id,
            @Option(names = "--dry-run", description = "Say what would be asked for, and change nothing.")
                    boolean dryRun) {
        return ClusterChange.run(this, options, ChangeRequest.Kind.FORGET, List.of(Integer.toString(id)), dryRun);
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
