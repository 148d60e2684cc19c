package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.List;

/** What is wrong with a scenario as a whole, when each part of it is right. */
final class ScenarioLimits {
    private ScenarioLimits() {}

    /** @param fields of the scenario, as places for what is wrong */
    static void check(String source, Fields fields, Scenario scenario, List<Problem> problems) {
        if (scenario.users() > Scenario.USERS_MAX) {
            fields.wrong("personas", scenario.users() + " users; there may be " + Scenario.USERS_MAX, null);
        }
        if (scenario.messages() > Scenario.MESSAGES_MAX) {
            fields.wrong(
                    "phases",
                    Math.round(scenario.messages()) + " messages; a run may have " + Scenario.MESSAGES_MAX
                            + ": lower the rates or raise the speed",
                    null);
        }
        boolean writes = scenario.messages() > 0;
        if (writes && scenario.personas().values().stream().noneMatch(persona -> persona.weight() > 0)) {
            fields.wrong("personas", "nobody ever begins a talk: every weight is 0", null);
        }
        if (scenario.users() < 2) {
            fields.wrong("personas", "at least two users are needed, so that somebody is written to", null);
        }
        boolean visits = scenario.personas().values().stream()
                .anyMatch(persona -> !persona.online().isAlways());
        for (Phase phase : scenario.phases()) {
            if (phase.barrier() == Phase.Barrier.DELIVERED
                    && (visits || !phase.away().isEmpty())) {
                fields.wrong(
                        "phases",
                        "the barrier 'delivered' of " + phase.name()
                                + " would wait for users who are offline; say acked",
                        null);
            }
        }
        for (PlannedFault fault : scenario.faults()) {
            if (fault.atNs() / scenario.speed() > scenario.runNs()) {
                problems.add(new Problem(
                        source, fault.line(), 1, "the " + fault.kind() + " would come after the last phase", null));
            }
        }
    }
}
