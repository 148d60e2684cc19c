package dev.carillon.simulator.capacity;

import dev.carillon.simulator.report.JsonLine;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A plan for scripts. */
final class PlanJson {
    private final Question question;
    private final Plan plan;

    PlanJson(Question question, Plan plan) {
        this.question = question;
        this.plan = plan;
    }

    /** All of it on one line; what is infinite is null. */
    JsonLine line() {
        Map<String, Long> limits = new LinkedHashMap<>();
        for (Limit limit : plan.limits()) {
            limits.put(limit.label(), (long) Math.floor(question.behaviour().users() * limit.factor()));
        }
        JsonLine line = new JsonLine()
                .add("verdict", plan.isFine() ? "green" : "red")
                .add("problems", plan.problems())
                .add("users", (long) question.behaviour().users())
                .add("nodes", plan.nodes())
                .add("partitions", plan.partitions())
                .add("messages_per_second", question.behaviour().messagesPerSecond())
                .add("devices", question.behaviour().sessions());
        for (Resource resource : Resource.values()) {
            String name = name(resource);
            line.add(name + "_share", plan.use().share(resource, question.machine()));
            line.add(name + "_share_after_death", plan.death().worstShare(resource, question.machine()));
        }
        return line.add("copy_seconds", plan.death().copySeconds())
                .add("first_limit", plan.limits().get(0).label())
                .add("users_at_limit", limits)
                .add("node", node())
                .add("death", death())
                .add("split", split());
    }

    private static String name(Resource resource) {
        return resource.label().toLowerCase(Locale.ROOT);
    }

    /** What the fullest node uses, in units. */
    private JsonLine node() {
        Use use = plan.use();
        return new JsonLine()
                .add("cores", use.cpu() / 1e6)
                .add("memory_bytes", (long) use.memory())
                .add("disk_bytes", (long) use.disk())
                .add("network_bits_per_second", (long) use.network())
                .add("written_bytes_per_second", (long) plan.writtenPerSecond())
                .add("syncs_per_second", plan.syncsPerSecond())
                .add("devices", (long) Math.ceil(question.behaviour().sessions() / plan.nodes()));
    }

    /** What a node's death, or a zone's, does to the others. */
    private JsonLine death() {
        Death death = plan.death();
        JsonLine line = new JsonLine()
                .add("nodes_lost", death.lost())
                .add("survivors", death.alive())
                .add("everybody_is_served", death.served())
                .add("partitions_led_by_others", death.partitions())
                .add("partitions_of_fullest_survivor", death.leads())
                .add("devices_that_connect_anew", (long) Math.ceil(death.reconnects()))
                .add("reconnect_seconds", death.reconnectSeconds())
                .add("replicas_are_copied", death.copies())
                .add("copy_bytes", (long) death.copyBytes())
                .add("copy_seconds", death.copySeconds());
        for (Resource resource : Resource.values()) {
            line.add(name(resource) + "_share_before", plan.use().share(resource, question.machine()))
                    .add(name(resource) + "_share_right_after", death.right().share(resource, question.machine()))
                    .add(name(resource) + "_share_when_copied", death.copied().share(resource, question.machine()));
        }
        return line;
    }

    /** When more nodes, and when more partitions, are due. */
    private JsonLine split() {
        Split split = question.planner().split(question.behaviour(), plan.nodes());
        return new JsonLine()
                .addAll(
                        "steps",
                        split.steps().stream()
                                .map(step -> new JsonLine()
                                        .add("nodes", step.nodes())
                                        .add("users", (long) step.users())
                                        .add(
                                                "months",
                                                question.months(step.users()
                                                        / question.behaviour().users())))
                                .toList())
                .add("partition_share_of_loop", split.partitionShare())
                .add("users_that_fill_the_partitions", (long) split.usersMax());
    }
}
