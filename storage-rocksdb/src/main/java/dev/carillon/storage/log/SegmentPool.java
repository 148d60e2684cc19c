package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.SECTOR;

import dev.carillon.storage.LogFullException;
import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFullException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has the next segment ready before it is needed, from those that are no longer needed if possible. Runs on the loop;
 * the work itself on the executor. When there is no space it says so, and looks again when asked or when given a segment.
 */
final class SegmentPool {
    /** Segments beyond these are deleted when they are no longer needed: a flush under load lets go of many at once. */
    static final int FREE_MAX = 8;
    /** How long the loop waits for a segment that is being made when it needs it. */
    static final long WAIT_SECONDS_MAX = 30;

    private final Disk disk;
    private final SegmentMaker maker;
    private final Executor executor;
    private final int segmentSectors;
    private final Deque<Segment> free = new ArrayDeque<>();
    private @Nullable FutureTask<Segment> making;
    private @Nullable Segment ready;
    private @Nullable Exception problem;
    private int nextGeneration;
    private int nextNumber;
    private long created;
    private long recycled;

    SegmentPool(Disk disk, SegmentMaker maker, Executor executor, int segmentSectors, int generation, int number) {
        this.disk = disk;
        this.maker = maker;
        this.executor = executor;
        this.segmentSectors = segmentSectors;
        this.nextGeneration = generation;
        this.nextNumber = number;
    }

    /** Takes a segment that is not needed after any crash. */
    void add(Segment segment) {
        if (segment.sectors == segmentSectors && free.size() < FREE_MAX) {
            free.add(segment);
            problem = null;
        } else {
            try {
                executor.execute(() -> delete(segment));
            } catch (RejectedExecutionException e) {
                delete(segment);
            }
        }
    }

    private void delete(Segment segment) {
        try {
            maker.delete(segment);
        } catch (IOException e) {
            // It only takes space: the next opening finds it as unneeded as it is now.
        }
    }

    /** Sees to it that the next segment is, or will be, there. */
    void prepare() {
        collect();
        if (ready == null && making == null && problem == null) {
            FutureTask<Segment> task = makeTask();
            making = task;
            try {
                executor.execute(task);
            } catch (RejectedExecutionException e) {
                return; // whoever needs the segment runs the task
            }
            collect();
        }
    }

    private FutureTask<Segment> makeTask() {
        int generation = nextGeneration++;
        Segment old = free.poll();
        if (old != null) {
            recycled++;
            return new FutureTask<>(() -> maker.recycle(old, generation));
        }
        created++;
        String name = SegmentNames.of(nextNumber++);
        return new FutureTask<>(() -> maker.create(name, generation, segmentSectors));
    }

    /** Takes over what the executor finished. */
    private void collect() {
        FutureTask<Segment> task = making;
        if (task != null && task.isDone()) {
            making = null;
            try {
                ready = task.get();
            } catch (ExecutionException e) {
                problem = e.getCause() instanceof Exception cause ? cause : e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                problem = e;
            }
        }
    }

    /** Whether the next segment could not be made; tries again if there is room now. */
    boolean isFull() {
        collect();
        if (problem instanceof DiskFullException && hasSpace()) {
            tryAgain();
        }
        return problem != null;
    }

    /** Sectors that one batch may use of the next segment, if that is there already; 0 if not. */
    int sectorsReady() {
        Segment next = ready;
        return next == null ? 0 : next.sectorsLeft(SectorLayout.RESERVED);
    }

    private void tryAgain() {
        problem = null;
        prepare();
    }

    private boolean hasSpace() {
        try {
            return !free.isEmpty() || maker.hasSpace((long) segmentSectors * SECTOR);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The next segment, with room for a batch of this many sectors. Waits for one that is being made.
     *
     * @throws LogFullException if there is none
     */
    Segment take(int batchSectors) {
        int needed = 1 + batchSectors + SectorLayout.RESERVED;
        try {
            awaitMaking();
            if (needed > segmentSectors) {
                return createLonger(needed);
            }
            if (ready == null && !(problem instanceof DiskFullException && !hasSpace())) {
                tryAgain();
                awaitMaking();
            }
        } catch (IOException | TimeoutException e) {
            throw full(e);
        }
        Segment next = ready;
        if (next == null) {
            throw full(problem);
        }
        ready = null;
        return next;
    }

    /** Runs the task here if the executor has not begun it. */
    private void awaitMaking() throws TimeoutException {
        FutureTask<Segment> task = making;
        if (task != null) {
            task.run();
            try {
                task.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // collect() remembers it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            collect();
        }
    }

    /** What was ready would be older than the longer one, and generations only rise along the log: it gets a new one. */
    private Segment createLonger(int sectors) throws IOException {
        if (ready != null) {
            free.addFirst(ready);
            ready = null;
        }
        created++;
        return maker.create(SegmentNames.of(nextNumber++), nextGeneration++, sectors);
    }

    private LogFullException full(@Nullable Exception cause) {
        String why = cause == null ? "the next segment is not ready" : String.valueOf(cause.getMessage());
        return new LogFullException(
                "The log in " + disk.path() + " has no room for this batch: " + why
                        + ". What was acked is safe, nothing of this batch was written. Make space on the disk; the log goes"
                        + " on by itself.",
                cause == null ? new IOException(why) : cause);
    }

    long created() {
        return created;
    }

    long recycled() {
        return recycled;
    }

    void close() throws IOException {
        try {
            awaitMaking();
        } catch (TimeoutException e) {
            throw new IOException("The next segment is still being made after " + WAIT_SECONDS_MAX + " s", e);
        }
        if (ready != null) {
            ready.file.close();
        }
        for (Segment segment : free) {
            segment.file.close();
        }
    }
}
