package dev.carillon.ring.plan;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes as words, the same in commands and between nodes:
 *
 * <pre>
 *   join ID NAME WEIGHT ZONE        drain ID     leave ID      activate ID     evict ID
 *   replace ID ID NAME WEIGHT ZONE  the first one leaves; replace-lost: it is lost with its disk
 *   reweigh ID WEIGHT               rezone ID ZONE             replicas N      rebalance
 *   move-partition P ID,ID,ID       the first one should lead
 * </pre>
 *
 * A zone may be empty. Pure; any thread.
 */
public final class ChangeText {
    private ChangeText() {}

    /** The words for a change; {@link #read} reads them. */
    public static String of(Change change) {
        if (change instanceof Change.Join join) {
            return "join " + member(join.member());
        } else if (change instanceof Change.Drain drain) {
            return "drain " + drain.node();
        } else if (change instanceof Change.Leave leave) {
            return "leave " + leave.node();
        } else if (change instanceof Change.Activate activate) {
            return "activate " + activate.node();
        } else if (change instanceof Change.Evict evict) {
            return "evict " + evict.node();
        } else if (change instanceof Change.Replace replace) {
            return (replace.lost() ? "replace-lost " : "replace ") + replace.node() + " " + member(replace.successor());
        } else if (change instanceof Change.Reweigh reweigh) {
            return "reweigh " + reweigh.node() + " " + reweigh.weight();
        } else if (change instanceof Change.Rezone rezone) {
            return "rezone " + rezone.node() + " " + rezone.zone();
        } else if (change instanceof Change.Replicas replicas) {
            return "replicas " + replicas.replicationFactor();
        } else if (change instanceof Change.MovePartition move) {
            return "move-partition " + move.partition() + " "
                    + move.nodes().stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return "rebalance";
    }

    /** Zone last: it may be empty, and may have spaces. */
    private static String member(Member member) {
        return member.id() + " " + member.name().replace(' ', '_') + " " + member.weight() + " " + member.zone();
    }

    /** @throws IllegalArgumentException if it is none; the message is for people */
    public static Change read(String word) {
        String[] parts = word.split(" ", 2);
        String rest = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "join" -> new Change.Join(member(rest));
            case "drain" -> new Change.Drain(number(rest));
            case "leave" -> new Change.Leave(number(rest));
            case "activate" -> new Change.Activate(number(rest));
            case "evict" -> new Change.Evict(number(rest));
            case "replace", "replace-lost" -> {
                String[] both = two(rest);
                yield new Change.Replace(number(both[0]), parts[0].equals("replace-lost"), member(both[1]));
            }
            case "reweigh" -> new Change.Reweigh(number(two(rest)[0]), number(two(rest)[1]));
            case "rezone" -> new Change.Rezone(number(two(rest)[0]), two(rest)[1]);
            case "replicas" -> new Change.Replicas(number(rest));
            case "move-partition" ->
                new Change.MovePartition(
                        number(two(rest)[0]),
                        Stream.of(two(rest)[1].split(","))
                                .map(ChangeText::number)
                                .toList());
            case "rebalance" -> new Change.Rebalance();
            default -> throw new IllegalArgumentException("\"" + parts[0] + "\" is no change of the ring");
        };
    }

    private static String[] two(String text) {
        String[] parts = text.split(" ", 2);
        return parts.length == 2 ? parts : new String[] {text, ""};
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number", e);
        }
    }

    private static Member member(String text) {
        String[] parts = text.split(" ", 4);
        if (parts.length < 3) {
            throw new IllegalArgumentException("\"" + text + "\" is no member: number, name, weight, zone");
        }
        return new Member(
                number(parts[0]), parts[1], parts.length == 4 ? parts[3] : "", number(parts[2]), MemberState.ACTIVE);
    }
}
