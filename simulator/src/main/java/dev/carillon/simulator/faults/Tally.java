package dev.carillon.simulator.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What really happened in a run. Confined to the thread of the faults. */
final class Tally {
    private final Map<FaultKind, Integer> happened = new EnumMap<>(FaultKind.class);
    private final List<Long> servedAgainMs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long unackedAtKillMin = Long.MAX_VALUE;
    private int joins;
    private int aborts;
    private int leaves;
    private int refusals;

    void happened(FaultKind kind) {
        happened.merge(kind, 1, Integer::sum);
    }

    int count(FaultKind kind) {
        return happened.getOrDefault(kind, 0);
    }

    /** From a kill until all that had been sent before was acked by the other nodes. */
    void failedOver(long ms) {
        servedAgainMs.add(ms);
    }

    /** @param percent of the fail-overs took at most so many ms; −1 if there were none */
    long failoverMs(int percent) {
        if (servedAgainMs.isEmpty()) {
            return -1;
        }
        List<Long> sorted = servedAgainMs.stream().sorted().toList();
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }

    void unackedAtKill(long unacked) {
        unackedAtKillMin = Math.min(unackedAtKillMin, unacked);
    }

    /** The fewest sends without an ack at any kill; −1 without a kill. */
    long unackedAtKill() {
        return unackedAtKillMin == Long.MAX_VALUE ? -1 : unackedAtKillMin;
    }

    void joined() {
        joins++;
    }

    int joins() {
        return joins;
    }

    void aborted() {
        aborts++;
    }

    int aborts() {
        return aborts;
    }

    void left() {
        leaves++;
    }

    int leaves() {
        return leaves;
    }

    /** A node under a number whose disk was lost was refused by the others. */
    void refused() {
        refusals++;
    }

    int refusals() {
        return refusals;
    }

    void failed(String sentence) {
        failures.add(sentence);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
