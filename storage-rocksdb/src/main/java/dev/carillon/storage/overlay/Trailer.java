package dev.carillon.storage.overlay;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateEngineFailedException;
import dev.carillon.storage.StateImport;
import java.util.BitSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Writes frozen batches into the engine, in the order of their submission, and flushes it: when enough bytes or enough
 * time has passed, or on request. Any loop may submit; one task at a time runs on the executor given, and only while
 * there is work, so that a simulator can run it in its own thread.
 *
 * <p>The first failure of the engine is final: the listener hears of it once, later batches are refused, and nothing is
 * reported as flushed that is not.
 */
public final class Trailer {
    private final StateEngine engine;
    private final TrailerLimits limits;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final TrailerListener listener;
    private final BlockingQueue<StateBatch> waiting;

    /** Ends of copies, one per copy at most, and removals. */
    private final ConcurrentLinkedQueue<Runnable> copiesEnding = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean flushRequested = new AtomicBoolean();

    /** When a flush comes at the latest; {@link Long#MAX_VALUE} for no such wish. */
    private final AtomicLong flushDueNs = new AtomicLong(Long.MAX_VALUE);

    private volatile boolean failed;

    /** Partitions with batches written since the last flush; used by the running task only. */
    private final BitSet unflushed = new BitSet();

    private volatile boolean hasUnflushed;
    private volatile long oldestUnflushedNs;

    /**
     * @param executor runs the writer's task; may block on disk, so it is no loop
     * @param nanoClock monotonic, in nanoseconds; read from any thread
     */
    public Trailer(
            StateEngine engine,
            TrailerLimits limits,
            Executor executor,
            LongSupplier nanoClock,
            TrailerListener listener) {
        this.engine = engine;
        this.limits = limits;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.waiting = new ArrayBlockingQueue<>(limits.batchesMax());
    }

    /**
     * Takes a batch to write. Never blocks.
     *
     * @return false if {@link TrailerLimits#batchesMax} are waiting or the engine has failed; the batch is still the
     *     caller's, who submits it again later
     */
    public boolean submit(StateBatch batch) {
        if (failed || !waiting.offer(batch)) {
            return false;
        }
        start();
        return true;
    }

    /** Flushes soon, behind what was submitted before; the listener hears when it is done. */
    public void requestFlush() {
        flushRequested.set(true);
        start();
    }

    /**
     * Flushes after this time at the latest: one flush serves all who ask meanwhile. Comes with {@link #tick} or with other
     * work; the listener hears when it is done.
     */
    public void requestFlushWithin(long ns) {
        long due = nanoClock.getAsLong() + ns;
        flushDueNs.accumulateAndGet(due, (before, wanted) -> before == Long.MAX_VALUE ? wanted : before);
    }

    /**
     * Puts a whole copy into the place of the partition's present state, behind what was submitted before; the listener
     * hears when it is done. Nothing of the partition may be submitted meanwhile.
     *
     * @param marker the copy's, above the present state's
     */
    public void install(int partition, StateImport copy, Marker marker) {
        copiesEnding.add(() -> {
            copy.complete(marker);
            listener.installed(partition, marker);
        });
        start();
    }

    /** Removes all that the engine has of a partition, behind what was submitted before. Nothing of it may be submitted. */
    public void remove(int partition) {
        copiesEnding.add(() -> {
            unflushed.clear(partition);
            engine.remove(partition);
            hasUnflushed = !unflushed.isEmpty();
            listener.removed(partition);
        });
        start();
    }

    /** Removes a copy that is not wanted any more. */
    public void discard(StateImport copy) {
        copiesEnding.add(copy::abort);
        start();
    }

    /** Starts a flush whose interval has passed. Called now and then by a loop; costs nothing when there is none. */
    public void tick() {
        if (intervalPassed()) {
            start();
        }
    }

    /** Whether the engine has failed. */
    public boolean isFailed() {
        return failed;
    }

    private boolean intervalPassed() {
        return hasUnflushed && (nanoClock.getAsLong() - oldestUnflushedNs >= limits.flushIntervalNs() || wishIsDue());
    }

    private boolean wishIsDue() {
        long due = flushDueNs.get();
        return due != Long.MAX_VALUE && nanoClock.getAsLong() - due >= 0;
    }

    private boolean hasWork() {
        return !failed && (!waiting.isEmpty() || !copiesEnding.isEmpty() || flushRequested.get() || intervalPassed());
    }

    private void start() {
        if (running.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        try {
            work();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            running.set(false);
        }
        // Something may have come between the last look and the flag.
        if (hasWork()) {
            start();
        }
    }

    private void work() {
        while (hasWork()) {
            boolean flush = flushRequested.getAndSet(false) | wishIsDue();
            for (StateBatch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
                write(batch);
            }
            for (Runnable end = copiesEnding.poll(); end != null; end = copiesEnding.poll()) {
                end.run();
            }
            if (flush || intervalPassed()) {
                flush();
            }
        }
    }

    private void write(StateBatch batch) {
        engine.write(batch);
        if (unflushed.isEmpty()) {
            oldestUnflushedNs = nanoClock.getAsLong();
            hasUnflushed = true;
        }
        unflushed.set(batch.partition());
        listener.written(batch);
        if (engine.unflushedBytes() >= limits.flushBytes()) {
            flush();
        }
    }

    private void flush() {
        // Whoever asks from here on may want what is written only later.
        flushDueNs.set(Long.MAX_VALUE);
        if (unflushed.isEmpty()) {
            return;
        }
        engine.flush();
        hasUnflushed = false;
        for (int p = unflushed.nextSetBit(0); p >= 0; p = unflushed.nextSetBit(p + 1)) {
            listener.flushed(p, engine.flushedMarker(p));
        }
        unflushed.clear();
    }

    private void fail(RuntimeException cause) {
        failed = true;
        waiting.clear();
        copiesEnding.clear();
        listener.failed(
                cause instanceof StateEngineFailedException || cause instanceof CorruptStorageException
                        ? cause
                        : new StateEngineFailedException(
                                "The state engine cannot be written (" + cause.getMessage()
                                        + "). Everything acked is in the log. Remove the cause, then start the node again.",
                                cause));
    }
}
