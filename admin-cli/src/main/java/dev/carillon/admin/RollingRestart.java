package dev.carillon.admin;

import dev.carillon.admin.v1.RestartRequest;
import dev.carillon.admin.v1.StatusReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Restarts nodes one after another. Of each: waits until it may go, asks it to, waits until the same node is back, has all
 * that it missed, and leads what it should. One thread.
 */
final class RollingRestart {
    private static final long LOOK_MS = 200;

    /** Silence after which a line says what is waited for. */
    private static final long PROGRESS_MS = 2_000;

    private final AdminCommand command;
    private final AdminOptions options;
    private final NamedNodes nodes;
    private final RestartableNodes rules;
    private final long withinMs;
    private final boolean force;
    private final List<Map<String, Object>> done = new ArrayList<>();

    /** @param withinMs for each step of each node */
    RollingRestart(
            AdminCommand command,
            AdminOptions options,
            NamedNodes nodes,
            RestartableNodes rules,
            long withinMs,
            boolean force) {
        this.command = command;
        this.options = options;
        this.nodes = nodes;
        this.rules = rules;
        this.withinMs = withinMs;
        this.force = force;
    }

    /** What is waited for; empty once it is so. */
    private interface Step {
        String lacks(SortedMap<Integer, ClusterView> now);
    }

    int run(List<Integer> order) throws InterruptedException {
        for (int i = 0; i < order.size(); i++) {
            int id = order.get(i);
            String at = (i + 1) + "/" + order.size() + " node " + id;
            String trouble = restart(id, at);
            if (trouble != null) {
                stopped(order.subList(i, order.size()), trouble);
                return ExitCode.TROUBLE;
            }
        }
        if (options.json()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("done", true);
            facts.put("nodes", done);
            command.print(Json.of(facts));
        } else {
            command.print(
                    order.size() == 1 ? "Node " + order.get(0) + " is back." : "All " + order.size() + " are back.");
        }
        return ExitCode.OK;
    }

    /** @return what went wrong; null if it is back */
    private @Nullable String restart(int id, String at) throws InterruptedException {
        CatchUpMark before = new CatchUpMark();
        String objection = await(at, now -> {
            before.see(now.values());
            return rules.objection(id, now, before, force);
        });
        if (!objection.isEmpty()) {
            return "Node " + id + " was not restarted: for " + withinMs / 1_000 + " s " + objection + ".";
        }
        StatusReply old = nodes.connections().ask(nodes.server(id), AdminCommand::status);
        long fromNs = System.nanoTime();
        askToRestart(id);
        say(at + ": hands on what it leads, and restarts");
        String away = await(at, now -> isBack(id, now, old, fromNs));
        if (!away.isEmpty()) {
            return "Node " + id + " did not come back within " + withinMs / 1_000 + " s: " + away
                    + ". Its own output says why.";
        }
        long backMs = msSince(fromNs);
        CatchUpMark missed = new CatchUpMark();
        String behind = await(at, now -> {
            missed.see(now.values());
            return caughtUp(id, now, missed);
        });
        if (!behind.isEmpty()) {
            return "Node " + id + " is back, but did not catch up within " + withinMs / 1_000 + " s: " + behind + ".";
        }
        long caughtUpMs = msSince(fromNs);
        String elsewhere = await(at, now -> leads(id, now));
        if (!elsewhere.isEmpty()) {
            return "Node " + id + " is back and has everything, but " + elsewhere + " after " + withinMs / 1_000
                    + " s.";
        }
        record(id, at, backMs, caughtUpMs, msSince(fromNs));
        return null;
    }

    /** It may have ended before its answer was out: whether it restarts shows in what follows. */
    private void askToRestart(int id) {
        try {
            nodes.connections().ask(nodes.server(id), node -> node.restart(RestartRequest.getDefaultInstance()));
        } catch (CommandException e) {
            if (e.exitCode() != ExitCode.NOT_REACHED) {
                throw e;
            }
        }
    }

    private void record(int id, String at, long backMs, long caughtUpMs, long leadsMs) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("node", id);
        facts.put("back_ms", backMs);
        facts.put("caught_up_ms", caughtUpMs);
        facts.put("leads_ms", leadsMs);
        done.add(facts);
        say(String.format(
                Locale.ROOT,
                "%s: back after %.1f s, caught up after %.1f s, leads what it should after %.1f s",
                at,
                backMs / 1e3,
                caughtUpMs / 1e3,
                leadsMs / 1e3));
    }

    private static String isBack(int id, SortedMap<Integer, ClusterView> now, StatusReply old, long fromNs) {
        ClusterView view = now.get(id);
        if (view == null) {
            return "it does not answer its operator";
        }
        StatusReply status = view.status();
        if (status.getUpMs() > msSince(fromNs)) {
            return "it has not ended yet";
        }
        if (status.getIncarnation() != old.getIncarnation()) {
            return "another node answers in its place, with another disk";
        }
        return status.getReady() && status.getHealthy() ? "" : "it does not serve clients yet";
    }

    private static String caughtUp(int id, SortedMap<Integer, ClusterView> now, CatchUpMark mark) {
        for (ClusterView view : now.values()) {
            if (!view.healthy().test(id)) {
                return "node " + view.status().getNodeId() + " does not hear it";
            }
        }
        ClusterView own = now.get(id);
        List<Integer> behind = own == null ? List.of() : mark.behind(own);
        return own == null
                ? "it does not answer its operator"
                : behind.isEmpty() ? "" : "it lacks something of partition " + Numbers.of(behind);
    }

    private static String leads(int id, SortedMap<Integer, ClusterView> now) {
        ClusterView own = now.get(id);
        List<Integer> elsewhere = own == null ? List.of() : own.ledElsewhere(id);
        return own == null
                ? "it does not answer its operator"
                : elsewhere.isEmpty() ? "" : "another node leads partition " + Numbers.of(elsewhere);
    }

    /** @return empty once the step is done; otherwise what it still lacked when its time was over */
    private String await(String at, Step step) throws InterruptedException {
        long fromNs = System.nanoTime();
        long saidMs = 0;
        while (true) {
            String lacks = step.lacks(nodes.look());
            long ms = msSince(fromNs);
            if (lacks.isEmpty() || ms >= withinMs) {
                return lacks;
            }
            if (ms - saidMs >= PROGRESS_MS) {
                saidMs = ms;
                say(String.format(Locale.ROOT, "%s: %.0f s, %s", at, ms / 1e3, lacks));
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private void stopped(List<Integer> left, String trouble) {
        if (options.json()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("done", false);
            facts.put("nodes", done);
            facts.put("stopped_at", left.get(0));
            facts.put("why", trouble);
            command.print(Json.of(facts));
            return;
        }
        StringBuilder next = new StringBuilder("carillon node restart");
        left.forEach(id -> next.append(' ').append(id));
        command.print(trouble
                + " What was acked is safe; the other nodes serve, and none of them was touched after that. 'carillon"
                + " doctor' says how the cluster is; when it is well again: " + next);
    }

    private void say(String line) {
        if (!options.json()) {
            command.print(line);
        }
    }

    private static long msSince(long fromNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNs);
    }
}
