package dev.carillon.admin;

import dev.carillon.admin.v1.ChangeReply;
import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.ring.plan.ChangeText;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.PlanText;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans a change of the ring, shows it, asks, has it carried out, and follows it.
 */
record RingApply(AdminCommand command, AdminOptions options, ApplyOptions how) {
    private static final int MOVES_SHOWN = 20;

    int run(ChangeOptions changes) throws InterruptedException {
        try (AdminConnections nodes = options.connect(command.surroundings())) {
            List<ClusterView> views = ClusterViews.all(nodes);
            Plan plan = RingPlanning.plan(views, changes);
            if (!options.json() || how.dryRun()) {
                command.print(options.json() ? Json.of(RingPlanning.facts(plan)) : PlanText.of(plan, MOVES_SHOWN));
            }
            if (how.dryRun()) {
                return plan.isStopped() ? ExitCode.TROUBLE : ExitCode.OK;
            }
            if (!how.yes() && !Consent.isGiven("Shall this be done?")) {
                command.print("Nothing was changed.");
                return ExitCode.FAILED;
            }
            ChangeReply reply = ClusterChange.make(nodes, ChangeRequest.Kind.APPLY, words(plan));
            if (!options.json()) {
                command.print(reply.getWords());
            }
            return how.noWatch() || plan.steps().isEmpty()
                    ? ExitCode.OK
                    : new RingWatch(command, options, nodes).run(RingWatch.next(RingPlanning.newest(views)));
        }
    }

    private List<String> words(Plan plan) {
        List<String> words = new ArrayList<>(List.of(
                Integer.toString(plan.limits().movesPerNode()),
                Long.toString(plan.limits().bytesPerSecond()),
                how.force() ? "force" : ""));
        plan.changes().forEach(change -> words.add(ChangeText.of(change)));
        return words;
    }
}
