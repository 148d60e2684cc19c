package dev.carillon.ring.plan;

import dev.carillon.ring.PartitionMap;
import java.util.List;

/**
 * The way from one map to another, as data.
 *
 * @param base the map it was made for
 * @param changes what was wanted
 * @param steps in order; each fits the map that the one before makes, and the first fits {@code base}
 * @param target the map after the last step
 * @param limits how fast it may go
 * @param predictedMillis how long it takes within the limits, as far as sizes are known
 * @param warnings what could go wrong, the worst first
 */
public record Plan(
        PartitionMap base,
        List<Change> changes,
        List<Step> steps,
        PartitionMap target,
        Limits limits,
        long predictedMillis,
        List<Warning> warnings) {
    public Plan {
        changes = List.copyOf(changes);
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /** The steps that hand partitions over, in order. */
    public List<Move> moves() {
        return steps.stream()
                .filter(Move.class::isInstance)
                .map(Move.class::cast)
                .toList();
    }

    /** Bytes to copy between nodes, as far as sizes are known. */
    public long bytes() {
        return moves().stream().mapToLong(Move::bytes).sum();
    }

    /** Replicas that are new where they are. */
    public int copies() {
        return moves().stream().mapToInt(move -> move.newcomers().size()).sum();
    }

    /** Whether somebody must decide before this is applied. */
    public boolean isStopped() {
        return warnings.stream().anyMatch(warning -> warning.severity() == Warning.Severity.STOP);
    }

    /** The map after the first {@code done} steps. */
    public PartitionMap mapAfter(int done) {
        PartitionMap map = base;
        for (Step step : steps.subList(0, done)) {
            map = step.applyTo(map);
        }
        return map;
    }
}
