package dev.carillon.node.replication.raft;

import dev.carillon.node.runtime.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What waits to be run on a loop: at once, after the pass's sync, or at a time. Runs on the loop. */
final class LoopTasks {
    /** @param owner runs it, unless stopped */
    record Task(ReplicaExecutor owner, Runnable work) {}

    private record Timed(long dueNs, long order, ReplicaExecutor owner, Runnable work) {}

    private final Clock clock;
    private final long phaseNs;
    private final ArrayDeque<Task> now = new ArrayDeque<>();
    private final ArrayDeque<Task> afterSync = new ArrayDeque<>();
    private final PriorityQueue<Timed> later =
            new PriorityQueue<>(Comparator.comparingLong(Timed::dueNs).thenComparingLong(Timed::order));
    private long scheduled;

    /** @param phaseNs where slots begin; other nodes' should begin elsewhere, or all would ask for votes at once */
    LoopTasks(Clock clock, long phaseNs) {
        this.clock = clock;
        this.phaseNs = phaseNs;
    }

    void add(ReplicaExecutor owner, Runnable work) {
        now.add(new Task(owner, work));
    }

    void addAfterSync(ReplicaExecutor owner, Runnable work) {
        afterSync.add(new Task(owner, work));
    }

    void schedule(ReplicaExecutor owner, Runnable work, long delayNs) {
        later.add(new Timed(clock.nanoTime() + delayNs, scheduled++, owner, work));
    }

    /** The same, a little earlier, so that it runs with others that are scheduled like this. */
    void scheduleTogether(ReplicaExecutor owner, Runnable work, long delayNs, long slotNs) {
        long dueNs = clock.nanoTime() + delayNs;
        later.add(new Timed(dueNs - Math.floorMod(dueNs - phaseNs, slotNs), scheduled++, owner, work));
    }

    void cancel(ReplicaExecutor owner, Runnable work) {
        later.removeIf(timed -> timed.owner == owner && timed.work == work);
    }

    /** Moves what is due to what runs now. */
    void collectDue(long nowNs) {
        for (Timed timed = later.peek(); timed != null && timed.dueNs - nowNs <= 0; timed = later.peek()) {
            later.remove();
            if (timed.owner.isDue(timed.work)) {
                now.add(new Task(timed.owner, timed.work));
            }
        }
    }

    @Nullable
    Task next() {
        return now.poll();
    }

    @Nullable
    Task nextAfterSync() {
        return afterSync.poll();
    }

    boolean isIdle() {
        return now.isEmpty();
    }

    /** When the next scheduled task is due; {@code otherwise} if there is none before. */
    long nextDueNs(long otherwise) {
        Timed timed = later.peek();
        return timed == null || otherwise - timed.dueNs < 0 ? otherwise : timed.dueNs;
    }
}
