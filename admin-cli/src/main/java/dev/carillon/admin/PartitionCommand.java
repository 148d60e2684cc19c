package dev.carillon.admin;

import dev.carillon.admin.v1.MoveLeaderReply;
import dev.carillon.admin.v1.MoveLeaderRequest;
import dev.carillon.admin.v1.Replica;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code partition}: one partition, who holds it and who leads it. */
@Command(
        name = "partition",
        description = "Shows a partition, compares its replicas, moves it, asks another node to lead it, recovers it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon partition show 17",
            "  carillon partition verify --all",
            "  carillon partition move 17 --to 1,2,4",
            "  carillon partition lead 17 --node 2",
            "  carillon partition recover 17 --from-survivor"
        })
final class PartitionCommand extends AdminCommandGroup {
    PartitionCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "show",
            description = {
                "Shows who holds and leads a partition, and how far the replicas are whose nodes are among --server."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon partition show 17",
                "  carillon partition show 17 --server 127.0.0.1:7491,127.0.0.1:7492,127.0.0.1:7493",
                "",
                EXIT_CODES
            })
    int show(
            @Parameters(paramLabel = "PARTITION", description = "Its number, from 0.") int number,
            @Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            List<ClusterView> views = ClusterViews.all(nodes);
            ClusterView first = views.get(0);
            int count = first.map().assignments().size();
            if (number < 0 || number >= count) {
                throw new CommandException(
                        ExitCode.USAGE, "There are partitions 0 to " + (count - 1) + ", and no " + number + ".");
            }
            Map<String, Object> facts = RingCommand.partition(first, number);
            List<Seen> replicas = new ArrayList<>();
            for (ClusterView view : views) {
                for (Replica replica : view.status().getReplicasList()) {
                    if (replica.getPartition() == number) {
                        replicas.add(new Seen(view.status().getNodeId(), replica));
                    }
                }
            }
            facts.put("seen", replicas.stream().map(Seen::facts).toList());
            print(options.json() ? Json.of(facts) : text(first, number, replicas));
            return ExitCode.OK;
        }
    }

    /** A replica, as its own node sees it. */
    private record Seen(int node, Replica replica) {
        Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("node", node);
            facts.put("leads", replica.getLeads());
            facts.put("applied", replica.getApplied());
            facts.put("log_bytes", replica.getLogBytes());
            facts.put("overlay_bytes", replica.getOverlayBytes());
            facts.put("outbox", replica.getOutbox());
            return facts;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "  node %-4d %-8s entry %-10d log %-10s not stored yet %-10s outbox %d%n",
                    node,
                    replica.getLeads() ? "leads" : "follows",
                    replica.getApplied(),
                    Numbers.bytes(replica.getLogBytes()),
                    Numbers.bytes(replica.getOverlayBytes()),
                    replica.getOutbox());
        }
    }

    private static String text(ClusterView view, int number, List<Seen> replicas) {
        StringBuilder out = new StringBuilder();
        out.append("partition ")
                .append(number)
                .append(", generation ")
                .append(view.map().assignment(number).generation())
                .append(", on nodes ")
                .append(view.map().assignment(number).replicas())
                .append(
                        view.owner(number) == 0
                                ? ", led by nobody that is known"
                                : ", led by node " + view.owner(number) + " in term "
                                        + view.ownerFacts(number).getTerm())
                .append('\n');
        replicas.forEach(each -> out.append(each.line()));
        return out.toString();
    }

    @Command(
            name = "lead",
            description = {
                "Asks another replica to lead a partition. Nothing is lost and no connection is cut: clients are told where to go.",
                "The balance gives it back, some seconds later, to the node that should lead it."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon partition lead 17 --node 2 --server 127.0.0.1:7491,127.0.0.1:7492", "", EXIT_CODES})
    int lead(
            @Parameters(paramLabel = "PARTITION", description = "Its number, from 0.") int number,
            @Option(names = "--node", required = true, paramLabel = "N", description = "Who should lead it.") int node,
            @Option(names = "--dry-run", description = "Only say what would be asked.") boolean dryRun,
            @Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            if (dryRun) {
                ClusterView view = new ClusterView(nodes.any(AdminCommand::status));
                print("Node " + node + " would be asked to lead partition " + number + ", which node "
                        + view.owner(number) + " leads now. Nothing was changed.");
                return ExitCode.OK;
            }
            MoveLeaderRequest request = MoveLeaderRequest.newBuilder()
                    .setPartition(number)
                    .setNodeId(node)
                    .build();
            MoveLeaderReply reply = nodes.firstThat(stub -> stub.moveLeader(request), MoveLeaderReply::getHere);
            if (!reply.getHere()) {
                throw elsewhere("partition " + number, reply.getOwner());
            }
            if (!reply.getAsked()) {
                throw new CommandException("Node " + node + " was not asked: it has no replica of partition " + number
                        + ", leads it already, or somebody else is being asked. Nothing was changed. 'carillon partition show "
                        + number + "' says who holds it.");
            }
            print(
                    options.json()
                            ? Json.of(Map.of("asked", true))
                            : "Node " + node + " was asked to lead partition " + number + ".");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "move",
            description = {
                "Moves one partition to other nodes, as a plan of one move: shows it, asks, has it carried out. The first",
                "node should lead it. A later plan may move it back, if the ring would be uneven otherwise."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon partition move 17 --to 1,2,4",
                "  carillon partition move 17 --to 1,2,4 --dry-run",
                "",
                EXIT_CODES
            })
    int move(
            @Parameters(paramLabel = "PARTITION", description = "Its number, from 0.") int number,
            @Option(
                            names = "--to",
                            required = true,
                            split = ",",
                            paramLabel = "ID",
                            description = "The nodes that shall hold it, as many as a partition has replicas.")
                    List<Integer> to,
            @Mixin AdminOptions options,
            @Mixin ApplyOptions how)
            throws InterruptedException {
        return new RingApply(this, options, how).run(ChangeOptions.movePartition(number, to));
    }

    @Command(
            name = "recover",
            description = {
                "Has partitions whose majority is gone for good go on with what one survivor has: the one of those that answer",
                "whose log goes furthest. Says first what may be lost, and asks. Nothing is guessed: as long as a majority of a",
                "partition's nodes answers it is refused, and so it is if a survivor was not asked that may have come further.",
                "Bring nodes back if that is possible at all; what is acked may be on them alone."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon partition recover 17 --from-survivor --dry-run",
                "  carillon partition recover --all-stuck --from-survivor --server 127.0.0.1:7491,127.0.0.1:7492",
                "",
                "The admin address of every node that is left has to be named (--server, $CARILLON_ADMIN, a context).",
                EXIT_CODES
            })
    int recover(
            @Parameters(arity = "0..*", paramLabel = "PARTITION", description = "Numbers, from 0.") @Nullable
                    List<Integer> numbers,
            @Option(
                            names = "--from-survivor",
                            required = true,
                            description = "Understood: what the survivor lacks is lost.")
                    boolean fromSurvivor,
            @Option(names = "--all-stuck", description = "All partitions that have lost their majority.")
                    boolean allStuck,
            @Option(names = "--dry-run", description = "Only look, and say what would be done and lost.")
                    boolean dryRun,
            @Option(names = "--yes", description = "Do not ask.") boolean yes,
            @Mixin AdminOptions options)
            throws InterruptedException {
        List<Integer> named = numbers == null ? List.of() : numbers;
        if (!fromSurvivor || named.isEmpty() != allStuck) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "Say --from-survivor, and either which partitions or --all-stuck. Nothing was changed.");
        }
        return new PartitionRecovery(this, options, dryRun, yes).run(named, allStuck);
    }

    @Command(
            name = "verify",
            description = {
                "Compares the replicas of partitions: each node that holds one reads its state as of the same entry of the log",
                "and sums it up; the sums have to be equal. The cluster goes on serving, and nothing is changed. A partition",
                "that is written to is compared at an entry that is still to come; one that changes hands is waited for."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon partition verify --all",
                "  carillon partition verify 17 18 --json",
                "",
                "The admin address of every node has to be named (--server, $CARILLON_ADMIN, a context).",
                "Exit codes: 0 all replicas agree, 1 failed, 2 wrong command line, 3 no node answered, 4 token not taken, 5 some",
                "differ, 6 none that was compared differs, but not all could be compared: ask again."
            })
    int verify(
            @Parameters(arity = "0..*", paramLabel = "PARTITION", description = "Numbers, from 0.") @Nullable
                    List<Integer> numbers,
            @Option(names = "--all", description = "All partitions.") boolean all,
            @Option(
                            names = "--within",
                            paramLabel = "SECONDS",
                            defaultValue = "30",
                            description =
                                    "After which a partition counts as not comparable, 1 to 3,600. Default: ${DEFAULT-VALUE}")
                    int within,
            @Mixin AdminOptions options)
            throws InterruptedException {
        List<Integer> named = numbers == null ? List.of() : numbers;
        if (named.isEmpty() != all) {
            throw new CommandException(ExitCode.USAGE, "Say either which partitions or --all. Nothing was looked at.");
        }
        if (within < 1 || within > PartitionVerify.WITHIN_MAX) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--within is 1 to " + PartitionVerify.WITHIN_MAX + " seconds. Nothing was looked at.");
        }
        try (AdminConnections nodes = options.connect(surroundings())) {
            return new PartitionVerify(this, nodes, within, options.json()).run(named);
        }
    }

    static CommandException elsewhere(String what, int owner) {
        return new CommandException(
                owner == 0
                        ? "Nobody leads " + what + " at the moment. Nothing was changed. Ask again in a few seconds."
                        : "Node " + owner + " leads " + what
                                + ", and its admin address is not among --server. Nothing was" + " changed. Add it.");
    }
}
