package dev.carillon.admin;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What shall become of the ring; shared by the commands that plan it and that do it. */
final class ChangeOptions {
    @Option(names = "--join", paramLabel = "ID", split = ",", description = "Nodes that come and take their share.")
    private List<Integer> join = new ArrayList<>();

    @Option(names = "--zone", paramLabel = "ZONE", description = "Of nodes that come: what fails together with them.")
    private String zone = "";

    @Option(
            names = "--weight",
            paramLabel = "N",
            defaultValue = "100",
            description = "Of nodes that come: their capacity beside the others'. Default: ${DEFAULT-VALUE}")
    private int weight = 100;

    @Option(
            names = "--drain",
            paramLabel = "ID",
            split = ",",
            description = "Nodes that are emptied and stay members, to be activated again.")
    private List<Integer> drain = new ArrayList<>();

    @Option(
            names = "--leave",
            paramLabel = "ID",
            split = ",",
            description = "Nodes that are emptied and are no members afterwards.")
    private List<Integer> leave = new ArrayList<>();

    @Option(names = "--activate", paramLabel = "ID", split = ",", description = "Drained nodes that are wanted again.")
    private List<Integer> activate = new ArrayList<>();

    @Option(
            names = "--evict",
            paramLabel = "ID",
            split = ",",
            description = "Nodes that are lost with their disks: what they held is copied from the others.")
    private List<Integer> evict = new ArrayList<>();

    @Option(
            names = "--replace",
            paramLabel = "ID=ID",
            split = ",",
            description = "The first node leaves, the second takes its place.")
    private List<String> replace = new ArrayList<>();

    @Option(
            names = "--replace-lost",
            paramLabel = "ID=ID",
            split = ",",
            description = "The same for a node that is lost with its disk.")
    private List<String> replaceLost = new ArrayList<>();

    @Option(names = "--reweigh", paramLabel = "ID=N", split = ",", description = "Another weight for a node.")
    private List<String> reweigh = new ArrayList<>();

    @Option(names = "--rezone", paramLabel = "ID=ZONE", split = ",", description = "Another zone for a node.")
    private List<String> rezone = new ArrayList<>();

    @Option(names = "--replicas", paramLabel = "N", description = "Another number of replicas: 1, 3, 5 or 7.")
    private @Nullable Integer replicas;

    @Option(names = "--rebalance", description = "Nothing new: finish what a plan that was given up has left.")
    private boolean rebalance;

    @Mixin
    private PaceOptions pace = new PaceOptions();

    /** Of 'partition move'. */
    private Change.@Nullable MovePartition move;

    private static ChangeOptions at(PaceOptions pace) {
        ChangeOptions options = new ChangeOptions();
        options.pace = pace;
        return options;
    }

    static ChangeOptions drain(int node, PaceOptions pace) {
        ChangeOptions options = at(pace);
        options.drain.add(node);
        return options;
    }

    static ChangeOptions leave(int node, PaceOptions pace) {
        ChangeOptions options = at(pace);
        options.leave.add(node);
        return options;
    }

    static ChangeOptions evict(int node, PaceOptions pace) {
        ChangeOptions options = at(pace);
        options.evict.add(node);
        return options;
    }

    static ChangeOptions movePartition(int partition, List<Integer> nodes) {
        ChangeOptions options = new ChangeOptions();
        options.move = new Change.MovePartition(partition, nodes);
        return options;
    }

    /** @throws CommandException if there is none, or one makes no sense */
    List<Change> changes(PartitionMap map) {
        List<Change> changes = new ArrayList<>();
        join.forEach(id -> changes.add(new Change.Join(member(id))));
        replace.forEach(text -> changes.add(new Change.Replace(first(text), false, member(second(text)))));
        replaceLost.forEach(text -> changes.add(new Change.Replace(first(text), true, member(second(text)))));
        evict.forEach(id -> changes.add(new Change.Evict(id)));
        activate.forEach(id -> changes.add(new Change.Activate(id)));
        reweigh.forEach(text -> changes.add(new Change.Reweigh(first(text), second(text))));
        rezone.forEach(text -> changes.add(new Change.Rezone(first(text), text.substring(text.indexOf('=') + 1))));
        drain.forEach(id -> changes.add(new Change.Drain(id)));
        leave.forEach(id -> changes.add(new Change.Leave(id)));
        if (replicas != null) {
            changes.add(new Change.Replicas(replicas));
        }
        if (rebalance) {
            changes.add(new Change.Rebalance());
        }
        if (move != null) {
            changes.add(move);
        }
        if (changes.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "Say what shall become of the ring of epoch " + map.epoch()
                            + ": --join, --drain, --leave, --activate, --evict, --replace, --reweigh, --rezone, --replicas or"
                            + " --rebalance. Nothing was changed.");
        }
        return changes;
    }

    Limits limits() {
        return pace.limits();
    }

    private Member member(int id) {
        return new Member(id, "n" + id, zone, weight, MemberState.ACTIVE);
    }

    private static int first(String text) {
        return number(text, text.indexOf('=') < 0 ? text : text.substring(0, text.indexOf('=')));
    }

    private static int second(String text) {
        return number(text, text.substring(text.indexOf('=') + 1));
    }

    private static int number(String whole, String text) {
        try {
            if (whole.indexOf('=') > 0) {
                return Integer.parseInt(text.strip());
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CommandException(
                ExitCode.USAGE, "\"" + whole + "\" is not two numbers with '=' between them. Nothing was changed.");
    }
}
