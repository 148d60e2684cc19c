package dev.carillon.admin;

import dev.carillon.admin.v1.MetaRecovery;
import dev.carillon.admin.v1.RecoverMetaRequest;
import dev.carillon.admin.v1.StatusReply;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has the meta group, which has lost its majority, begin anew on one node: looks, says what may be lost, asks, has it done,
 * and waits until it is led again.
 */
record RingRecovery(AdminCommand command, AdminOptions options, boolean dryRun, boolean yes) {
    private static final long LOOK_MS = 500;

    /** Nodes tell each other the newest that they know once a second. */
    private static final int SETTLING_LOOKS_MAX = 20;

    private static final int LOOKS_MAX = 120;

    int run() throws InterruptedException {
        try (AdminConnections connections = options.connect(command.surroundings())) {
            AskedNodes nodes = new AskedNodes(connections);
            MetaSurvivors found = look(nodes);
            if (!options.json()) {
                command.print(found.text());
            }
            String obstacle = found.obstacle();
            if (dryRun) {
                say("Nothing was changed.", found, false);
                return obstacle == null ? ExitCode.OK : ExitCode.TROUBLE;
            }
            if (obstacle != null) {
                throw new CommandException(obstacle + " Nothing was changed.");
            }
            if (!yes
                    && !Consent.isGiven(
                            "There is no way back. Shall it begin anew on node " + found.survivor() + "?")) {
                say("Nothing was changed.", found, false);
                return ExitCode.FAILED;
            }
            long id = id();
            recover(nodes, found, id);
            return await(nodes, found, id);
        }
    }

    private static MetaSurvivors look(AskedNodes nodes) throws InterruptedException {
        MetaSurvivors found = survivors(nodes);
        for (int looks = 0; found.obstacle() == null && !found.isSettled() && looks < SETTLING_LOOKS_MAX; looks++) {
            Thread.sleep(LOOK_MS);
            found = survivors(nodes);
        }
        return found;
    }

    private static MetaSurvivors survivors(AskedNodes nodes) {
        List<ClusterView> views = List.copyOf(nodes.look().values());
        for (ClusterView view : views) {
            if (view.isAlone()) {
                throw new CommandException("This node is alone: it has no meta group. Nothing was changed.");
            }
            if (!view.status().getClusterId().equals(views.get(0).status().getClusterId())) {
                throw new CommandException("These nodes are of different clusters: "
                        + views.get(0).status().getClusterId() + " and "
                        + view.status().getClusterId() + ". Nothing was changed. Name those of one (--server).");
            }
        }
        return MetaSurvivors.of(views);
    }

    /** Drawn by chance; 0 stands for none. */
    private long id() {
        byte[] bytes = new byte[Long.BYTES];
        command.surroundings().random().accept(bytes);
        long id = ByteBuffer.wrap(bytes).getLong();
        return id == 0 ? 1 : id;
    }

    private static void recover(AskedNodes nodes, MetaSurvivors found, long id) {
        StatusReply chosen = found.chosen();
        RecoverMetaRequest request = RecoverMetaRequest.newBuilder()
                .setId(id)
                .setVersion(chosen.getClusterVersion())
                .setRecoveries(chosen.getMetaRecoveriesCount())
                .build();
        ClusterChange.judge(nodes.ask(found.survivor(), node -> node.recoverMeta(request)));
    }

    private int await(AskedNodes nodes, MetaSurvivors found, long id) throws InterruptedException {
        for (int looks = 0; looks < LOOKS_MAX; looks++) {
            if (looks > 0) {
                Thread.sleep(LOOK_MS);
            }
            for (ClusterView view : nodes.look().values()) {
                for (MetaRecovery recovery : view.status().getMetaRecoveriesList()) {
                    if (recovery.getId() == id
                            && view.status().getMetaReplica().getLeads()
                            && view.status().getMetaGeneration() >= recovery.getGeneration()) {
                        say(done(found, recovery), found, true);
                        return ExitCode.OK;
                    }
                }
            }
        }
        throw new CommandException(
                ExitCode.NOT_KNOWN,
                "The meta group begins anew on node " + found.survivor()
                        + ", and nobody leads it yet. It is decided and goes on; the node's log may say what it waits for."
                        + " Look with 'carillon doctor'.");
    }

    private static String done(MetaSurvivors found, MetaRecovery recovery) {
        return "Node " + recovery.getNodeId() + " leads the meta group, in generation " + recovery.getGeneration()
                + ", with state " + recovery.getVersion()
                + ". It has one copy until a plan gives it more: the automatic repair does, or 'carillon ring apply --evict"
                + " "
                + String.join(",", found.silent().stream().map(String::valueOf).toList())
                + "' for nodes that are gone. Partitions that have lost their majority, too, are next: 'carillon doctor'"
                + " names them, 'carillon partition recover --all-stuck --from-survivor' has them go on.";
    }

    private void say(String words, MetaSurvivors found, boolean done) {
        if (!options.json()) {
            command.print(words);
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("done", done);
        facts.put("dry_run", dryRun);
        facts.put("meta_group", found.facts());
        command.print(Json.of(facts));
    }
}
