package dev.carillon.admin;

import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.picture.RingPicture;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.PlanText;
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

/** The command {@code ring}: who holds and who leads what, and how that changes. */
@Command(
        name = "ring",
        description = "Shows, changes and recovers the ring: which node holds and leads which partition.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon ring status --server 127.0.0.1:7491",
            "  carillon ring plan --join 4",
            "  carillon ring apply --join 4 --yes",
            "  carillon ring watch",
            "  carillon ring recover --from-survivor --dry-run"
        })
final class RingCommand extends AdminCommandGroup {
    private static final String DRY_RUN = "Say what would be asked for, and change nothing.";

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

    @Command(
            name = "plan",
            description = {
                "Says what a change of the ring would mean, and changes nothing: moves, bytes, time, and what could go",
                "wrong. Name several nodes with --server to know the sizes of all partitions."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon ring plan --join 4",
                "  carillon ring plan --leave 1 --moves-per-node 1",
                "  carillon ring plan --replace-lost 2=5 --json",
                "",
                EXIT_CODES
            })
    int plan(
            @Mixin AdminOptions options,
            @Mixin ChangeOptions changes,
            @Option(
                            names = "--moves",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Moves to list. Default: ${DEFAULT-VALUE}")
                    int shown) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            Plan plan = RingPlanning.plan(ClusterViews.all(nodes), changes);
            print(options.json() ? Json.of(RingPlanning.facts(plan)) : PlanText.of(plan, shown));
            return plan.isStopped() ? ExitCode.TROUBLE : ExitCode.OK;
        }
    }

    @Command(
            name = "apply",
            description = {
                "Plans a change of the ring, shows it, asks, and has it carried out. It goes on by itself, whatever node",
                "dies, and can be watched, paused and given up."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon ring apply --join 4",
                "  carillon ring apply --leave 1 --yes --no-watch",
                "",
                EXIT_CODES
            })
    int apply(@Mixin AdminOptions options, @Mixin ChangeOptions changes, @Mixin ApplyOptions how)
            throws InterruptedException {
        return new RingApply(this, options, how).run(changes);
    }

    @Command(
            name = "watch",
            description = "Follows the plan that is being carried out until it is over; or tells of the last one.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon ring watch", "  carillon ring watch --json", "", EXIT_CODES})
    int watch(@Mixin AdminOptions options) throws InterruptedException {
        try (AdminConnections nodes = options.connect(surroundings())) {
            return new RingWatch(this, options, nodes).run(0);
        }
    }

    @Command(
            name = "pause",
            description = "No further move begins; what moves is finished. 'resume' goes on.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin AdminOptions options, @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
        return ClusterChange.run(this, options, ChangeRequest.Kind.PAUSE, List.of(), dryRun);
    }

    @Command(name = "resume", description = "Goes on with a plan that was paused.", mixinStandardHelpOptions = true)
    int resume(@Mixin AdminOptions options, @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
        return ClusterChange.run(this, options, ChangeRequest.Kind.RESUME, List.of(), dryRun);
    }

    @Command(
            name = "abort",
            description = {
                "Gives a plan up: no further move begins, moves that are not sealed are taken back, and what has moved stays",
                "where it is. 'ring apply --rebalance' finishes it another time."
            },
            mixinStandardHelpOptions = true)
    int abort(@Mixin AdminOptions options, @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
        return ClusterChange.run(this, options, ChangeRequest.Kind.ABORT, List.of(), dryRun);
    }

    @Command(
            name = "history",
            description = "Lists the last plans, and with --receipts what each partition was when it changed hands.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon ring history", "  carillon ring history --receipts --json", "", EXIT_CODES})
    int history(
            @Mixin AdminOptions options,
            @Option(names = "--receipts", description = "Also the receipts of moves.") boolean receipts) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            StatusReply status = nodes.any(AdminCommand::status);
            print(options.json() ? Json.of(RingHistory.facts(status, receipts)) : RingHistory.text(status, receipts));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "recover",
            description = {
                "Has the meta group, which agrees on the ring and its changes, begin anew on one node after most of its nodes are",
                "gone for good: on the one of those that answer that knows most. Says first what may be lost, and asks. Nothing is",
                "guessed: as long as a majority of the group's nodes answers it is refused, and so it is if a node was not asked",
                "that may know more. Bring nodes back if that is possible at all. Partitions are recovered after it, one by one."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon ring recover --from-survivor --dry-run",
                "  carillon ring recover --from-survivor --server 127.0.0.1:7491,127.0.0.1:7492",
                "",
                "The admin address of every node that is left has to be named (--server, $CARILLON_ADMIN, a context).",
                EXIT_CODES
            })
    int recover(
            @Option(
                            names = "--from-survivor",
                            required = true,
                            description = "Understood: what nobody knows who answers is lost.")
                    boolean fromSurvivor,
            @Option(names = "--dry-run", description = "Only look, and say what would be done and lost.")
                    boolean dryRun,
            @Option(names = "--yes", description = "Do not ask.") boolean yes,
            @Mixin AdminOptions options)
            throws InterruptedException {
        if (!fromSurvivor) {
            throw new CommandException(ExitCode.USAGE, "Say --from-survivor. Nothing was changed.");
        }
        return new RingRecovery(this, options, dryRun, yes).run();
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
                + leaders(view)
                + metaText(view);
    }

    private static String metaText(ClusterView view) {
        int leader = view.status().getMetaOwner().getNodeId();
        return view.isAlone()
                ? ""
                : "Changes are agreed on by nodes " + Numbers.of(view.status().getMetaReplicasList())
                        + (leader == 0 ? ", led by nobody that is known.\n" : ", led by node " + leader + ".\n");
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
        if (!view.isAlone()) {
            facts.put("meta_group", metaGroup(view));
        }
        facts.put("nodes", view.nodes());
        List<Map<String, Object>> partitions = new ArrayList<>();
        for (int p = 0; p < view.map().assignments().size(); p++) {
            partitions.add(partition(view, p));
        }
        facts.put("partitions", partitions);
        return facts;
    }

    /** Who agrees on the ring. */
    private static Map<String, Object> metaGroup(ClusterView view) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("generation", view.status().getMetaGeneration());
        facts.put("nodes", view.status().getMetaReplicasList());
        facts.put("leader", view.status().getMetaOwner().getNodeId());
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
