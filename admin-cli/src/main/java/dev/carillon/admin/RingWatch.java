package dev.carillon.admin;

import dev.carillon.admin.v1.Moving;
import dev.carillon.admin.v1.Rebalance;
import dev.carillon.admin.v1.Receipt;
import dev.carillon.admin.v1.StatusReply;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows a plan until it is over: share, moves under way, time left, longest pause. */
final class RingWatch {
    private static final long LOOK_MS = 500;
    private static final int SILENT_LOOKS_MAX = 60;
    private static final int BAR = 24;

    private final AdminCommand command;
    private final AdminOptions options;
    private final AdminConnections nodes;
    private String shown = "";

    RingWatch(AdminCommand command, AdminOptions options, AdminConnections nodes) {
        this.command = command;
        this.options = options;
        this.nodes = nodes;
    }

    /** @param number of the plan; 0 for the one that goes on, or the last one */
    int run(long number) throws InterruptedException {
        int silent = 0;
        while (true) {
            StatusReply status;
            try {
                status = newest();
                silent = 0;
            } catch (CommandException e) {
                // A node that restarts is no reason to stop looking.
                if (e.exitCode() != ExitCode.NOT_REACHED || ++silent > SILENT_LOOKS_MAX) {
                    throw e;
                }
                Thread.sleep(LOOK_MS);
                continue;
            }
            Rebalance now = status.hasRebalance() ? status.getRebalance() : null;
            if (now != null && (number == 0 || now.getNumber() == number)) {
                number = now.getNumber();
                progress(status, now);
                Thread.sleep(LOOK_MS);
                continue;
            }
            Rebalance over = past(status, number);
            if (over == null) {
                if (number != 0) {
                    // The node that was asked has not heard of it yet.
                    Thread.sleep(LOOK_MS);
                    number = ++silent > SILENT_LOOKS_MAX ? 0 : number;
                    continue;
                }
                command.print(options.json() ? Json.of(Map.of("phase", "none")) : "No plan was ever carried out.");
                return ExitCode.OK;
            }
            end(status, over);
            return over.getPhase().equals("done") ? ExitCode.OK : ExitCode.TROUBLE;
        }
    }

    /** What the node says that knows most: one that leaves may hear of the end last. */
    private StatusReply newest() {
        StatusReply newest = StatusReply.getDefaultInstance();
        for (ClusterView view : ClusterViews.all(nodes)) {
            newest = view.status().getClusterVersion() >= newest.getClusterVersion() ? view.status() : newest;
        }
        return newest;
    }

    /** The number that the next plan will have. */
    static long next(ClusterView view) {
        return 1
                + view.status().getPastList().stream()
                        .mapToLong(Rebalance::getNumber)
                        .max()
                        .orElse(0);
    }

    private static @Nullable Rebalance past(StatusReply status, long number) {
        Rebalance found = null;
        for (Rebalance past : status.getPastList()) {
            found = number == 0 || past.getNumber() == number ? past : found;
        }
        return found;
    }

    private void progress(StatusReply status, Rebalance now) {
        StringBuilder moving = new StringBuilder();
        for (Moving each : status.getMovingList()) {
            moving.append(moving.isEmpty() ? "" : ", ")
                    .append(each.getPartition())
                    .append("→")
                    .append(each.getToList());
        }
        String stuck = StuckMoves.words(status);
        String line = String.format(
                Locale.ROOT,
                "%s %3d %%  %d of %d moves%s  %s%s%s%s",
                bar(now),
                now.getTotal() == 0 ? 100 : 100 * (now.getDone() + now.getGivenUp()) / now.getTotal(),
                now.getDone(),
                now.getTotal(),
                now.getGivenUp() == 0 ? "" : ", " + now.getGivenUp() + " given up",
                now.getPhase().equals("running") ? left(status, now) : now.getPhase(),
                pause(status, now.getNumber()),
                moving.isEmpty() ? "" : "  moving " + moving,
                stuck.isEmpty() ? "" : "  " + stuck);
        if (!options.json() && !line.equals(shown)) {
            shown = line;
            command.print(line);
        }
    }

    private static String bar(Rebalance now) {
        int full = now.getTotal() == 0 ? BAR : BAR * (now.getDone() + now.getGivenUp()) / now.getTotal();
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    private static String left(StatusReply status, Rebalance now) {
        long ranMs = Math.max(1, status.getClockMs() - now.getStartedMs());
        int over = now.getDone() + now.getGivenUp();
        return over == 0 ? "" : "about " + (ranMs * (now.getTotal() - over) / over + 999) / 1000 + " s left";
    }

    private static long longestPauseUs(StatusReply status, long number) {
        return status.getReceiptsList().stream()
                .filter(receipt -> receipt.getRebalance() == number)
                .mapToLong(Receipt::getPauseUs)
                .max()
                .orElse(0);
    }

    private static String pause(StatusReply status, long number) {
        long us = longestPauseUs(status, number);
        return us == 0 ? "" : String.format(Locale.ROOT, "  longest pause %.0f ms", us / 1e3);
    }

    private void end(StatusReply status, Rebalance over) {
        if (options.json()) {
            command.print(Json.of(facts(status, over)));
            return;
        }
        command.print(String.format(
                Locale.ROOT,
                "%s: \"%s\" is %s after %.1f s: %d of %d moves%s.",
                "Plan " + over.getNumber(),
                over.getWords(),
                over.getPhase(),
                (over.getEndedMs() - over.getStartedMs()) / 1e3,
                over.getDone(),
                over.getTotal(),
                pause(status, over.getNumber()).isEmpty()
                        ? ""
                        : "," + pause(status, over.getNumber()).replace("  ", " ")));
    }

    static Map<String, Object> facts(StatusReply status, Rebalance plan) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("number", plan.getNumber());
        facts.put("words", plan.getWords());
        facts.put("phase", plan.getPhase());
        facts.put("total", plan.getTotal());
        facts.put("done", plan.getDone());
        facts.put("given_up", plan.getGivenUp());
        facts.put("started_ms", plan.getStartedMs());
        facts.put("ended_ms", plan.getEndedMs());
        facts.put("longest_pause_ms", longestPauseUs(status, plan.getNumber()) / 1_000);
        return facts;
    }
}
