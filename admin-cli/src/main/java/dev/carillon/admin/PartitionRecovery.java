package dev.carillon.admin;

import dev.carillon.admin.v1.ChangeRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Has partitions that have lost their majority go on with a survivor: looks, says what may be lost, asks, has it done, and
 * waits until they are led again.
 */
record PartitionRecovery(AdminCommand command, AdminOptions options, boolean dryRun, boolean yes) {
    private static final long LOOK_MS = 500;
    private static final int LOOKS_MAX = 240;

    /** @param allStuck instead of {@code numbers}: all that have lost their majority */
    int run(List<Integer> numbers, boolean allStuck) throws InterruptedException {
        try (AdminConnections nodes = options.connect(command.surroundings())) {
            List<ClusterView> views = ClusterViews.all(nodes);
            List<Survivors> found = look(views, numbers, allStuck);
            if (found.isEmpty()) {
                say("Every partition has a majority that answers. Nothing was changed.", List.of(), false);
                return ExitCode.OK;
            }
            List<Survivors> possible =
                    found.stream().filter(each -> each.obstacle() == null).toList();
            if (!options.json()) {
                found.forEach(each -> command.print(each.text()));
            }
            boolean all = possible.size() == found.size();
            if (dryRun) {
                say("Nothing was changed.", found, false);
                return all ? ExitCode.OK : ExitCode.TROUBLE;
            }
            if (!all) {
                // Half of what was asked for might be taken for all of it.
                throw new CommandException(found.stream()
                                .map(Survivors::obstacle)
                                .filter(why -> why != null)
                                .findFirst()
                                .orElse("")
                        + " Nothing was changed.");
            }
            if (!yes && !Consent.isGiven("There is no way back. Shall they go on with what is left?")) {
                say("Nothing was changed.", found, false);
                return ExitCode.FAILED;
            }
            recover(nodes, possible);
            return await(nodes, possible);
        }
    }

    private static List<Survivors> look(List<ClusterView> views, List<Integer> numbers, boolean allStuck) {
        ClusterView newest = Survivors.newest(views);
        if (newest.isAlone()) {
            throw new CommandException(
                    "This node is alone: its partitions have no other replicas. Nothing was changed.");
        }
        if (newest.isMetaStuckWithout(node -> false)) {
            throw new CommandException(
                    "The meta group, which would have to agree, has lost its majority, too: of nodes "
                            + newest.status().getMetaReplicasList()
                            + " most do not answer. Nothing was changed. Bring them back; if they are gone for good,"
                            + " 'carillon ring recover --from-survivor' comes first.");
        }
        int count = newest.map().assignments().size();
        for (int number : numbers) {
            if (number < 0 || number >= count) {
                throw new CommandException(
                        ExitCode.USAGE, "There are partitions 0 to " + (count - 1) + ", and no " + number + ".");
            }
        }
        return (allStuck ? newest.stuckWithout(node -> false) : List.copyOf(new TreeSet<>(numbers)))
                .stream().map(number -> Survivors.of(number, views)).toList();
    }

    private void recover(AdminConnections nodes, List<Survivors> all) {
        List<Integer> asked = new ArrayList<>();
        for (Survivors each : all) {
            try {
                ClusterChange.make(nodes, ChangeRequest.Kind.RECOVER, each.words());
                asked.add(each.partition());
            } catch (CommandException e) {
                throw asked.isEmpty()
                        ? e
                        : new CommandException(
                                e.exitCode(),
                                e.getMessage() + " (Partition " + each.partition() + "; partitions " + asked
                                        + " are being recovered.)");
            }
        }
    }

    private int await(AdminConnections nodes, List<Survivors> all) throws InterruptedException {
        TreeSet<Integer> waiting = new TreeSet<>();
        all.forEach(each -> waiting.add(each.partition()));
        for (int looks = 0; !waiting.isEmpty() && looks < LOOKS_MAX; looks++) {
            if (looks > 0) {
                Thread.sleep(LOOK_MS);
            }
            List<ClusterView> views = ClusterViews.all(nodes);
            for (Survivors each : all) {
                if (waiting.contains(each.partition()) && isLed(each, views)) {
                    waiting.remove(each.partition());
                    if (!options.json()) {
                        command.print("Partition " + each.partition() + " is led by node " + each.survivor()
                                + " again, in generation " + (each.generation() + 1) + ".");
                    }
                }
            }
        }
        if (!waiting.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_KNOWN,
                    "Partitions " + waiting
                            + " are being recovered and nobody leads them yet. It is decided and goes on;"
                            + " the survivors' logs may say what they wait for. Look with 'carillon partition show'.");
        }
        say(
                "They have one copy each until a plan gives them more: one that is under way does, so does the automatic"
                        + " repair, or 'carillon ring apply --evict' with the nodes that are gone.",
                all,
                true);
        return ExitCode.OK;
    }

    private static boolean isLed(Survivors each, List<ClusterView> views) {
        return views.stream()
                .flatMap(view -> view.status().getReplicasList().stream())
                .anyMatch(replica -> replica.getPartition() == each.partition()
                        && replica.getLeads()
                        && replica.getGeneration() > each.generation());
    }

    private void say(String words, List<Survivors> all, boolean done) {
        if (!options.json()) {
            command.print(words);
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("done", done);
        facts.put("dry_run", dryRun);
        facts.put("partitions", all.stream().map(Survivors::facts).toList());
        command.print(Json.of(facts));
    }
}
