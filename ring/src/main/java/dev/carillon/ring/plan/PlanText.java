package dev.carillon.ring.plan;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2ObjectHashMap;

/** A plan for an operator to read, before and after it is applied. Pure; any thread. */
public final class PlanText {
    private final Plan plan;
    private final List<Move> moves;
    private final StringBuilder out = new StringBuilder();

    private PlanText(Plan plan) {
        this.plan = plan;
        this.moves = plan.moves();
    }

    /** Summary, warnings, nodes before and after, and the first {@code shown} moves with their times. */
    public static String of(Plan plan, int shown) {
        PlanText text = new PlanText(plan);
        text.summary();
        text.warnings();
        text.nodes();
        text.moves(shown);
        return text.out.toString();
    }

    private void summary() {
        line("Plan     %s", plan.changes().stream().map(Change::words).collect(Collectors.joining(", ")));
        line(
                "Epoch    %d -> %d in %s steps",
                plan.base().epoch(),
                plan.target().epoch(),
                Words.count(plan.steps().size()));
        line("Moves    %s", kinds());
        line(
                "Bytes    %s, at most %s/s and %d at a time per node",
                Words.bytes(plan.bytes()),
                Words.bytes(plan.limits().bytesPerSecond()),
                plan.limits().movesPerNode());
        line("Time     about %s", Words.time(plan.predictedMillis()));
    }

    private String kinds() {
        Map<Move.Kind, Integer> count = new EnumMap<>(Move.Kind.class);
        moves.forEach(move -> count.merge(move.kind(), 1, Integer::sum));
        if (count.isEmpty()) {
            return "none: everything is where it should be";
        }
        return count.entrySet().stream()
                .map(entry -> Words.count(entry.getValue()) + " " + words(entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String words(Move.Kind kind) {
        return switch (kind) {
            case COPY -> "with data";
            case SHRINK -> "to fewer replicas";
            case TRANSFER -> "of the lead alone";
            case REORDER -> "of followers' order alone";
        };
    }

    private void warnings() {
        if (!plan.warnings().isEmpty()) {
            out.append('\n');
        }
        for (Warning warning : plan.warnings()) {
            line("%-5s    %s", warning.severity(), warning.sentence());
        }
    }

    private void nodes() {
        Int2IntCounterMap[] held = {counts(plan.base(), false), counts(plan.target(), false)};
        Int2IntCounterMap[] led = {counts(plan.base(), true), counts(plan.target(), true)};
        Int2ObjectHashMap<long[]> traffic = new Int2ObjectHashMap<>();
        for (Move move : moves) {
            List<Integer> newcomers = move.newcomers();
            for (int node : newcomers) {
                traffic.computeIfAbsent(node, n -> new long[2])[0] += move.bytes() / newcomers.size();
            }
            move.source().ifPresent(node -> traffic.computeIfAbsent(node, n -> new long[2])[1] += move.bytes());
        }
        out.append('\n');
        line("%-16s %-10s %-9s %15s %15s %8s %8s", "node", "zone", "state", "replicas", "leads", "gets", "gives");
        PartitionMap entered = plan.steps().isEmpty() ? plan.base() : withAllMembers();
        for (Member member : entered.members()) {
            int id = member.id();
            long[] bytes = traffic.getOrDefault(id, new long[2]);
            line(
                    "%-16s %-10s %-9s %15s %15s %8s %8s",
                    shortened(member.name(), 16),
                    shortened(member.zone(), 10),
                    plan.target().member(id) == null
                            ? "leaves"
                            : member.state().name().toLowerCase(Locale.ROOT),
                    held[0].get(id) + " -> " + held[1].get(id),
                    led[0].get(id) + " -> " + led[1].get(id),
                    Words.bytes(bytes[0]),
                    Words.bytes(bytes[1]));
        }
    }

    private PartitionMap withAllMembers() {
        return plan.steps().get(0) instanceof Step.Enter enter ? enter.applyTo(plan.base()) : plan.base();
    }

    private static Int2IntCounterMap counts(PartitionMap map, boolean leads) {
        Int2IntCounterMap counts = new Int2IntCounterMap(0);
        for (Assignment assignment : map.assignments()) {
            if (leads) {
                counts.incrementAndGet(assignment.preferredLeader());
            } else {
                assignment.replicas().forEach(counts::incrementAndGet);
            }
        }
        return counts;
    }

    private void moves(int shown) {
        if (moves.isEmpty() || shown == 0) {
            return;
        }
        Schedule schedule = Schedule.of(moves, plan.limits());
        PartitionMap names = plan.steps().isEmpty() ? plan.base() : withAllMembers();
        out.append('\n');
        line(
                "%9s  %9s  %-11s  %8s  %-12s  %s",
                "begins", "partition", "generation", "bytes", "from", "members, who leads first");
        for (int i = 0; i < Math.min(shown, moves.size()); i++) {
            Move move = moves.get(i);
            line(
                    "%9s  %9d  %-11s  %8s  %-12s  %s",
                    Words.time(schedule.begin(i)),
                    move.partition(),
                    move.from().generation()
                            + (move.after().equals(move.from())
                                    ? ""
                                    : " -> " + move.after().generation()),
                    move.bytes() == 0 ? "" : Words.bytes(move.bytes()),
                    move.source().isPresent()
                            ? shortened(names.nameOf(move.source().getAsInt()), 12)
                            : "",
                    names(move.from().replicas(), names) + " -> " + names(move.to(), names));
        }
        if (moves.size() > shown) {
            line("%9s  and %s more", "", Words.count(moves.size() - shown));
        }
    }

    private static String names(List<Integer> nodes, PartitionMap map) {
        return nodes.stream().map(map::nameOf).collect(Collectors.joining(" "));
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        out.append(line.stripTrailing()).append('\n');
    }
}
