package dev.carillon.simulator.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What really happened in a run. Confined to the thread of the faults. */
final class Tally {
    private final Map<FaultKind, Integer> happened = new EnumMap<>(FaultKind.class);
    private final List<Long> servedAgainMs = new ArrayList<>();
    private final List<Long> servedAgainBehindMs = new ArrayList<>();
    private final List<Long> usersServedAgainMs = new ArrayList<>();
    private long caughtUpMsMax = -1;
    private int killsBehind;
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

    /** Before a kill, how long it took until all replicas had all that any had. */
    void caughtUp(long ms) {
        caughtUpMsMax = Math.max(caughtUpMsMax, ms);
    }

    /** The longest that a kill waited for replicas that then had caught up; −1 if none did. */
    long caughtUpMsMax() {
        return caughtUpMsMax;
    }

    /** A kill came although replicas on other nodes were behind. */
    void killedBehind() {
        killsBehind++;
    }

    int killsBehind() {
        return killsBehind;
    }

    /**
     * From a kill until all that had been sent before was acked by the other nodes.
     *
     * @param ofUsers the same for each user of the node
     * @param caughtUp whether their replicas had all that there was; where not, the time says nothing of a single failure
     */
    void failedOver(long ms, List<Long> ofUsers, boolean caughtUp) {
        (caughtUp ? servedAgainMs : servedAgainBehindMs).add(ms);
        if (caughtUp) {
            usersServedAgainMs.addAll(ofUsers);
        }
    }

    /** The longest fail-over of kills that came although replicas were behind; −1 if there were none. */
    long failoverBehindMsMax() {
        return servedAgainBehindMs.stream().mapToLong(Long::longValue).max().orElse(-1);
    }

    /** Without kills that came although replicas were behind. @param percent of the fail-overs took at most so many ms; −1 if there were none */
    long failoverMs(int percent) {
        return percentile(servedAgainMs, percent);
    }

    /** The same over the users of the nodes that were killed, each once for each kill. */
    long userFailoverMs(int percent) {
        return percentile(usersServedAgainMs, percent);
    }

    /** How many users that is. */
    int userFailovers() {
        return usersServedAgainMs.size();
    }

    private static long percentile(List<Long> times, int percent) {
        if (times.isEmpty()) {
            return -1;
        }
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.max(0, ((long) sorted.size() * percent + 99) / 100 - 1));
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
