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

    private final Question question;
    private final Plan plan;

    PlanWords(Question question, Plan plan) {
        this.question = question;
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

    /** What a death does, in sentences. */
    List<String> death() {
        Death death = plan.death();
        List<String> sentences = new ArrayList<>();
        if (death.alive() == 0) {
            sentences.add("There is one node: when it dies nobody is served until it is back.");
            return sentences;
        }
        sentences.add(Words.format(
                "%s: %s devices connect anew, which takes %s of all CPU that the others have left.",
                death.lost() == 1 ? "A node dies" : death.lost() + " nodes of a zone die",
                Words.count(death.reconnects()),
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
        notes.add("Groups, presence, receipts, TLS, backups and the kernel's memory for sockets are not in the costs.");
        notes.add(
                "A core is one of the machine that the costs were measured on, at full load: with less to do at once a"
                        + " message costs more, maybe several times as much. Compare with 'sim capacity check' before you rely on it.");
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
                "  each node   %.2f of %.0f cores, %s of memory, %s on disk, %.0f Mbit/s, writes %.1f MB/s, %s devices%n",
                plan.use().cpu() / 1e6,
                question.machine().cores(),
                Words.size(plan.use().memory()),
                Words.size(plan.use().disk()),
                plan.use().network() / MEGABYTE,
                plan.writtenPerSecond() / MEGABYTE,
                Words.count(behaviour.sessions() / plan.nodes())));
        death().forEach(sentence ->
                text.append("  death       ").append(sentence).append('\n'));
        text.append("  growth      ").append(split()).append('\n');
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
