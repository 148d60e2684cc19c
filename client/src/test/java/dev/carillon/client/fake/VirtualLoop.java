package dev.carillon.client.fake;

import dev.carillon.client.runtime.ClientLoop;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A loop whose time passes when the test says so. The test's thread is the loop. */
public final class VirtualLoop implements ClientLoop {
    private static final class Due implements Timer, Comparable<Due> {
        final long atMs;
        final long order;
        final Runnable task;
        boolean cancelled;

        Due(long atMs, long order, Runnable task) {
            this.atMs = atMs;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Due other) {
            return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
        }
    }

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final MutableDirectBuffer scratch = new UnsafeBuffer(new byte[128 * 1024]);
    private final RandomGenerator random;
    private long nowMs = 1_000_000;
    private long order;

    public VirtualLoop(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayMs) {
        Due due = new Due(nowMs + delayMs, order++, task);
        timers.add(due);
        return due;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public MutableDirectBuffer scratch() {
        return scratch;
    }

    /** Runs what can run without time passing. */
    public void settle() {
        run(0);
    }

    /** Lets this much time pass. */
    public void run(long ms) {
        long end = nowMs + ms;
        long steps = 0;
        while (true) {
            if (steps++ > 10_000_000) {
                throw new AssertionError("the loop does not come to rest");
            }
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                continue;
            }
            Due due = nextBefore(end);
            if (due == null) {
                nowMs = end;
                return;
            }
            nowMs = Math.max(nowMs, due.atMs);
            due.task.run();
        }
    }

    private @Nullable Due nextBefore(long end) {
        while (!timers.isEmpty() && timers.peek().atMs <= end) {
            Due due = timers.poll();
            if (!due.cancelled) {
                return due;
            }
        }
        return null;
    }
}
