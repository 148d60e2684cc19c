package dev.carillon.simulator.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan for the terminal, and the sentences that the page has, too. */
final class PlanWords {
    private static final double CONNECTIONS_DEFAULT = 100_000;
    private static final double MEGABYTE = 1e6;

    /** Share of a loop's time from which it is worth saying. */
    private static final double LOOPS_BUSY = 0.7;

    private final Question question;
    private final Planner planner;
    private final Plan plan;

    PlanWords(Question question, Plan plan) {
        this.question = question;
        this.planner = question.planner();
        this.plan = plan;
    }

    /** In one sentence. */
    String verdict() {
        String nodes = plan.nodes() + (plan.nodes() == 1 ? " node" : " nodes") + " of " + question.machineText();
        String users = Words.count(question.behaviour().users()) + " users";
        return plan.isFine()
                ? nodes + " carry " + users + ", and go on carrying them when "
                        + (question.layout().zones() == 1 ? "one dies" : "a zone dies") + " at the peak."
                : nodes + " are not enough for " + users + ".";
    }

    /** What binds first, and when. */
    String split() {
        Limit first = plan.limits().get(0);
        return Words.format(
                "%s runs out first: at %s users, %.2f times today's; with %s growth a month %s.",
                first.label(),
                Words.count(question.behaviour().users() * first.factor()),
                first.factor(),
                Words.percent(question.monthlyGrowth()),
                Words.months(question.months(first.factor())));
    }

    private String share(Use use, Resource resource) {
        return Words.percent(use.share(resource, question.machine()));
    }

    /** When to split, in sentences. */
    List<String> splits() {
        Split split = planner.split(question.behaviour(), plan.nodes());
        List<String> sentences = new ArrayList<>(List.of(split()));
        sentences.add("Up to how many users: "
                + split.steps().stream()
                        .map(step -> Words.format(
                                "%d nodes %s (%s)",
                                step.nodes(),
                                Words.count(step.users()),
                                Words.months(question.months(
                                        step.users() / question.behaviour().users()))))
                        .collect(Collectors.joining(", "))
                + ".");
        sentences.add(Words.format(
                "A partition takes %s of the one loop that it can have; at %s users it is full, and more nodes do not help: the number of partitions is fixed when a cluster is made.",
                Words.percent(split.partitionShare()), Words.count(split.usersMax())));
        return sentences;
    }

    /** What a death does, in sentences. */
    List<String> death() {
        Death death = plan.death();
        List<String> sentences = new ArrayList<>();
        if (death.alive() == 0) {
            sentences.add("There is one node: when it dies nobody is served until it is back.");
            return sentences;
        }
        sentences.add(Words.format(
                death.served()
                        ? "%s: %,d partitions with %s users are led by others as soon as these have voted; until then their messages wait, and none that was acked is lost."
                        : "%s: %,d partitions with %s users were led there, and those that have lost their majority serve nobody until it is back.",
                death.lost() == 1 ? "A node dies" : death.lost() + " nodes of a zone die",
                death.partitions(),
                Words.count(question.behaviour().users() * death.lost() / plan.nodes())));
        sentences.add(Words.format(
                "The fullest of the %d others leads %,d partitions instead of %,d: CPU from %s to %s, memory from %s to %s, network from %s to %s.",
                death.alive(),
                death.leads(),
                (plan.partitions() + plan.nodes() - 1) / plan.nodes(),
                share(plan.use(), Resource.CPU),
                share(death.right(), Resource.CPU),
                share(plan.use(), Resource.MEMORY),
                share(death.right(), Resource.MEMORY),
                share(plan.use(), Resource.NETWORK),
                share(death.right(), Resource.NETWORK)));
        sentences.add(Words.format(
                "%s devices connect anew, %s at each of the others, which takes %s of all CPU that these have left.",
                Words.count(death.reconnects()),
                Words.count(Math.ceil(death.reconnects() / death.alive())),
                Words.seconds(death.reconnectSeconds())));
        sentences.add(
                death.copies()
                        ? Words.format(
                                "What was kept there, %s, is copied to the others in %s, after the wait of cluster.repair-after.",
                                Words.size(death.copyBytes()), Words.seconds(death.copySeconds()))
                        : "There are too few nodes left to copy what was kept there: until it is back, one more death stops partitions.");
        return sentences;
    }

    /** What the model does not see, or what must be set. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        double connections = question.behaviour().sessions() / plan.nodes();
        if (plan.death().alive() > 0) {
            connections = Math.max(
                    connections, question.behaviour().sessions() / plan.death().alive());
        }
        if (connections > CONNECTIONS_DEFAULT) {
            notes.add(Words.format(
                    "Up to %,.0f connections on a node: limits.connections must be raised from its %,.0f.",
                    connections, CONNECTIONS_DEFAULT));
        }
        double busy = planner.loopsBusyAfterDeath(question.behaviour(), plan.nodes());
        if (busy > LOOPS_BUSY) {
            notes.add(Words.format(
                    "After a death a node's %d loops, each a thread, would be busy %s of the time; give nodes more with threads.loops.",
                    Machine.loops(question.machine().cores()), Words.percent(busy)));
        }
        notes.add("Groups, presence, receipts, TLS, backups and the kernel's memory for sockets are not in the costs.");
        notes.add(
                "A core is one of the machine that the costs were measured on. How far off the model was there, at three sizes, is in the documentation; 'sim capacity check' says it of yours.");
        return notes;
    }

    /** Where the costs come from, as far as a line goes; the report has all of it. */
    private String provenance() {
        Map<String, String> facts = question.costs().provenance();
        return Stream.of("measured", "machine", "status")
                .map(facts::get)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
    }

    /** All of it. */
    String text() {
        StringBuilder text = new StringBuilder();
        Behaviour behaviour = question.behaviour();
        text.append(Words.format(
                "Capacity for %s users: %,.0f messages/s and %s devices connected at the peak%n%n",
                Words.count(behaviour.users()), behaviour.messagesPerSecond(), Words.count(behaviour.sessions())));
        text.append(
                Words.format("  %-10s %14s %14s %14s %14s%n", "", "of a node", "allowed", "after a death", "allowed"));
        for (Resource resource : Resource.values()) {
            text.append(Words.format(
                    "  %-10s %14s %14s %14s %14s%n",
                    resource.label(),
                    Words.percent(plan.use().share(resource, question.machine())),
                    Words.percent(question.headRoom().allowed(resource)),
                    plan.death().alive() == 0
                            ? "–"
                            : Words.percent(plan.death().worstShare(resource, question.machine())),
                    Words.percent(question.headRoom().afterDeath())));
        }
        text.append(Words.format(
                "%n  nodes       %d, with %d partitions and %d replicas%n",
                plan.nodes(), plan.partitions(), question.layout().replicas()));
        text.append(Words.format(
                "  each node   %.2f of %.0f cores, %s of memory, %s on disk, %.0f Mbit/s, writes %.1f MB/s in %,.0f syncs/s, %s devices%n",
                plan.use().cpu() / 1e6,
                question.machine().cores(),
                Words.size(plan.use().memory()),
                Words.size(plan.use().disk()),
                plan.use().network() / MEGABYTE,
                plan.writtenPerSecond() / MEGABYTE,
                plan.syncsPerSecond(),
                Words.count(behaviour.sessions() / plan.nodes())));
        death().forEach(sentence ->
                text.append("  death       ").append(sentence).append('\n'));
        splits().forEach(sentence ->
                text.append("  split       ").append(sentence).append('\n'));
        notes().forEach(note -> text.append("  note        ").append(note).append('\n'));
        text.append("  costs       ").append(provenance());
        text.append("\n\n")
                .append(plan.isFine() ? "GREEN: " : "RED: ")
                .append(verdict())
                .append('\n');
        plan.problems().forEach(problem -> text.append("  ").append(problem).append('\n'));
        return text.toString();
    }
}
