package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.SECTOR;

import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogVisitor;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loop's log in segment files: a pass's records are one batch, one write and one {@code fdatasync}; layout and what
 * is checked are in the package's description. Opening finds everything that was synced, possibly one whole batch more,
 * or throws {@link dev.carillon.storage.CorruptStorageException}.
 *
 * <p>Runs on its loop. The executor makes and deletes segment files; one that runs its tasks at once is fine where a
 * pause of the loop does not matter.
 */
public final class SegmentLog implements LoopLog {
    /** Bytes of one record. */
    public static final int RECORD_BYTES_MAX = 32 << 20;
    /** Bytes of all records of one pass, with 17 for each. */
    public static final int BATCH_BYTES_MAX = 64 << 20;

    private static final long NOTHING = -1;

    private final Disk disk;
    private final Durability durability;
    private final LongSupplier nanoTime;
    private final SegmentPool pool;
    private final Sectors sectors = new Sectors();
    private final BatchBuffer batch = new BatchBuffer();
    /** Oldest first; the last one is written to. */
    private final Deque<Segment> kept = new ArrayDeque<>();
    /** No longer needed, but named by the cut of the newest synced batch, or not yet behind it. */
    private final Deque<Segment> released = new ArrayDeque<>();

    private final Long2LongHashMap firstNeeded = new Long2LongHashMap(Long.MIN_VALUE);
    private final int tornSectors;
    private Segment active;
    private long nextSequence;
    private long synced;
    private int writtenCut;

    /** The newest batch that is being made durable; {@link #NOTHING} if none is. */
    private long forcing = NOTHING;

    private long lastSyncNanos;
    private boolean appended;
    private @Nullable LogFailedException failure;
    private long syncs;
    private long cuts;

    private SegmentLog(
            Disk disk,
            LogOptions options,
            Executor executor,
            LongSupplier nanoTime,
            LogRecovery found,
            Segment active) {
        this.disk = disk;
        this.durability = options.durability();
        this.nanoTime = nanoTime;
        this.pool = new SegmentPool(
                disk,
                new SegmentMaker(disk, options.logId(), options.segmentBytes()),
                executor,
                options.segmentBytes() / SECTOR,
                found.nextGeneration,
                found.nextNumber);
        found.free.forEach(pool::add);
        kept.addAll(found.kept);
        this.active = active;
        this.nextSequence = found.nextSequence;
        this.synced = found.nextSequence - 1;
        this.writtenCut = found.kept.get(0).generation;
        this.tornSectors = found.tornSectors;
        this.lastSyncNanos = nanoTime.getAsLong();
        pool.prepare();
    }

    /**
     * Opens the log in the disk's directory, or starts one if it is empty and the options allow that.
     *
     * @param disk the log's own; closed with the log, or when this fails
     * @param executor makes segments ahead of need and deletes old ones
     * @param nanoTime monotonic time, for {@link Durability.Mode#INTERVAL}
     * @throws dev.carillon.storage.CorruptStorageException if anything is not as it was written
     * @throws UncheckedIOException if the files cannot be read or written, or there is no space for the first segment
     */
    public static SegmentLog open(Disk disk, LogOptions options, Executor executor, LongSupplier nanoTime) {
        LogRecovery recovery = new LogRecovery(disk, options, window(options.segmentBytes()));
        boolean opened = false;
        try {
            recovery.run();
            if (recovery.kept.isEmpty()) {
                recovery.start(options.segmentBytes() / SECTOR);
            }
            Segment active = recovery.kept.get(recovery.kept.size() - 1);
            SegmentLog log = new SegmentLog(disk, options, executor, nanoTime, recovery, active);
            opened = true;
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The log in " + disk.path() + " could not be opened: " + e.getMessage() + ". Nothing was served.",
                    e);
        } finally {
            if (!opened) {
                recovery.close();
                CloseHelper.quietClose(disk);
            }
        }
    }

    @Override
    public void append(int group, int kind, long index, DirectBuffer buffer, int offset, int length) {
        requireUsable();
        if (length > RECORD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "A record of " + length + " bytes; the log takes up to " + RECORD_BYTES_MAX);
        }
        if (batch.bodyBytes() + SectorLayout.RECORD_HEADER + length > BATCH_BYTES_MAX) {
            throw new IllegalStateException(
                    "A pass of more than " + BATCH_BYTES_MAX + " bytes; sync before this record");
        }
        batch.append(group, kind, index, buffer, offset, length);
        appended = true;
    }

    @Override
    public boolean isDirty() {
        return !batch.isEmpty() || mustCut() || isSyncDue();
    }

    @Override
    public long room() {
        int sectors = Math.max(active.sectorsLeft(SectorLayout.RESERVED), pool.sectorsReady());
        return Math.min(BATCH_BYTES_MAX, SectorLayout.bytesIn(sectors)) - batch.bodyBytes();
    }

    @Override
    public @Nullable Force write() {
        requireUsable();
        if (forcing != NOTHING) {
            throw new IllegalStateException("what was written before is still being forced to the disk");
        }
        try {
            if (mustCut()) {
                write(new BatchBuffer(), SectorLayout.RESERVED - 1);
                syncActive();
            }
            if (!batch.isEmpty()) {
                write(batch, SectorLayout.RESERVED);
            }
        } catch (IOException e) {
            throw fail(e);
        }
        pool.prepare();
        if (!isSyncDue()) {
            return null;
        }
        forcing = nextSequence - 1;
        DiskFile file = active.file;
        return file::sync;
    }

    @Override
    public void forced(@Nullable IOException problem) {
        long upTo = forcing;
        if (upTo == NOTHING) {
            throw new IllegalStateException("nothing was being forced to the disk");
        }
        forcing = NOTHING;
        if (problem != null) {
            throw fail(problem);
        }
        isDurable(upTo);
    }

    private void write(BatchBuffer batch, int reserved) throws IOException {
        int count = batch.sectors();
        if (!active.hasRoomFor(count, reserved)) {
            roll(count);
        }
        cut();
        int cut = kept.getFirst().generation;
        ByteBuffer bytes = batch.seal(active.generation, nextSequence, cut, synced);
        active.file.write(bytes, active.bytesUsed());
        active.end += count;
        for (int i = 0; i < batch.records(); i++) {
            active.note(batch.group(i), batch.index(i));
        }
        nextSequence++;
        writtenCut = cut;
        batch.clear();
    }

    /** Goes on in the next segment. The close is synced first: from then on the next one is part of the log. */
    private void roll(int batchSectors) throws IOException {
        Segment next = pool.take(batchSectors);
        ByteBuffer close = Sectors.allocate(SECTOR);
        sectors.close(close, active.generation, nextSequence, next.generation);
        active.file.write(close, active.bytesUsed());
        active.end++;
        syncActive();
        kept.addLast(next);
        active = next;
    }

    /** Sets aside the oldest segments that nobody needs; the batch that is written next says so. */
    private void cut() {
        while (kept.getFirst() != active && kept.getFirst().isReleased(firstNeeded)) {
            released.addLast(kept.removeFirst());
            cuts++;
        }
    }

    private void syncActive() throws IOException {
        active.file.sync();
        isDurable(nextSequence - 1);
    }

    private void isDurable(long sequence) {
        syncs++;
        synced = sequence;
        lastSyncNanos = nanoTime.getAsLong();
        // Reusing a segment before the cut behind it is on disk would lose what a crash still has to find.
        while (!released.isEmpty() && released.getFirst().generation < writtenCut) {
            pool.add(released.removeFirst());
        }
    }

    private boolean isSyncDue() {
        if (synced == nextSequence - 1) {
            return false;
        }
        return switch (durability.mode()) {
            case SYNC -> true;
            case INTERVAL -> nanoTime.getAsLong() - lastSyncNanos >= durability.intervalNanos();
            case NONE -> false;
        };
    }

    /** On a full disk a batch without records may be what frees a segment. */
    private boolean mustCut() {
        return pool.isFull()
                && kept.getFirst() != active
                && kept.getFirst().isReleased(firstNeeded)
                && active.hasRoomFor(1, SectorLayout.RESERVED - 1);
    }

    @Override
    public void replay(LogVisitor visitor) {
        if (appended) {
            throw new IllegalStateException("Replay comes before the first append");
        }
        try {
            ByteBuffer window = window(active.sectors * SECTOR);
            for (Segment segment : kept) {
                new SegmentScanner(disk.path(), segment, window, visitor).replay(segment.end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log in " + disk.path() + " could not be read: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer window(int segmentBytes) {
        return Sectors.allocate(Math.min(SegmentScanner.WINDOW_SECTORS * SECTOR, segmentBytes));
    }

    @Override
    public void release(int group, long index) {
        if (index > firstNeeded.get(group)) {
            firstNeeded.put(group, index);
        }
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Segment segment : kept) {
            bytes += segment.bytesUsed();
        }
        return bytes;
    }

    @Override
    public long bytesSince(int group) {
        long bytes = 0;
        boolean needed = false;
        for (Segment segment : kept) {
            needed = needed || segment.isNeededBy(group, firstNeeded);
            bytes += needed ? segment.bytesUsed() : 0;
        }
        return bytes;
    }

    /** The oldest segment that replay reads. */
    int oldestGeneration() {
        return kept.getFirst().generation;
    }

    @Override
    public boolean isFull() {
        return pool.isFull();
    }

    /** What happened since opening, for figures and for tests that must not be hollow. */
    public LogCounts counts() {
        return new LogCounts(syncs, cuts, pool.created(), pool.recycled(), tornSectors);
    }

    @Override
    public void close() {
        try {
            if (failure == null && synced < nextSequence - 1) {
                syncActive();
            }
            pool.close();
            for (Segment segment : kept) {
                segment.file.close();
            }
            for (Segment segment : released) {
                segment.file.close();
            }
            disk.close();
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private void requireUsable() {
        if (failure != null) {
            throw new LogFailedException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private LogFailedException fail(IOException e) {
        failure = new LogFailedException(
                "The log in " + disk.path() + " could not be written at batch " + nextSequence + " (" + active.name
                        + "): "
                        + e.getMessage()
                        + ". What was acked is safe; nothing more is acked. Check the disk, then restart the node: it finds"
                        + " everything that was acked.",
                e);
        return failure;
    }
}
