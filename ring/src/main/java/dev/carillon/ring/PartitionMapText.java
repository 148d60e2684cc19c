package dev.carillon.ring;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A partition map as lines of text, whole and in a fixed order, for people and for comparing two maps with {@code diff}.
 * Pure; any thread.
 */
public final class PartitionMapText {
    private PartitionMapText() {}

    public static String of(PartitionMap map) {
        StringBuilder out = new StringBuilder();
        out.append("epoch ").append(map.epoch());
        out.append("\npartitions ").append(map.assignments().size());
        out.append("\nreplicas ").append(map.replicationFactor()).append('\n');
        for (Member member : map.members()) {
            out.append("node ")
                    .append(member.id())
                    .append(" name ")
                    .append(member.name())
                    .append(member.zone().isEmpty() ? "" : " zone " + member.zone())
                    .append(" weight ")
                    .append(member.weight())
                    .append(' ')
                    .append(member.state().name().toLowerCase(Locale.ROOT))
                    .append('\n');
        }
        for (int p = 0; p < map.assignments().size(); p++) {
            Assignment assignment = map.assignment(p);
            out.append("partition ")
                    .append(p)
                    .append(" generation ")
                    .append(assignment.generation())
                    .append(" on ")
                    .append(assignment.replicas().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                    .append('\n');
        }
        return out.toString();
    }
}
