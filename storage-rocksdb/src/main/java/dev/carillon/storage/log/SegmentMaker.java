package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.SECTOR;

import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import dev.carillon.storage.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.CloseHelper;

/** Makes segments that are ready to be written to: from nothing, or from one that is no longer needed. Thread-safe. */
final class SegmentMaker {
    private static final int CHUNK = 1 << 20;
    /** Zeroes are synced in parts, so that the loop's own sync never waits for a whole segment. */
    private static final int SYNC_EVERY = 4 * CHUNK;

    /** Space that the log does not use, in segments of the usual size. */
    static final long SEGMENTS_LEFT_FREE = 2;

    private final Disk disk;
    private final long logId;
    private final long segmentBytes;

    SegmentMaker(Disk disk, long logId, long segmentBytes) {
        this.disk = disk;
        this.logId = logId;
        this.segmentBytes = segmentBytes;
    }

    /** Whether a segment may be made from nothing: state that is written from the log needs space too, to shrink the log. */
    boolean hasSpace(long bytes) throws IOException {
        return disk.freeSpace() >= bytes + SEGMENTS_LEFT_FREE * segmentBytes;
    }

    /** Only a file that is complete and on disk, with its header, gets a segment's name. */
    Segment create(String name, int generation, int sectors) throws IOException {
        if (!hasSpace((long) sectors * SECTOR)) {
            throw new DiskFullException("less than " + ((long) sectors * SECTOR + SEGMENTS_LEFT_FREE * segmentBytes)
                    + " bytes of disk are free, which is a segment and what is left for state");
        }
        String unfinished = SegmentNames.unfinished(name);
        DiskFile file = disk.create(unfinished);
        try {
            zero(file, (long) sectors * SECTOR);
            writeHeader(file, generation, sectors);
            disk.rename(unfinished, name);
            disk.syncDirectory();
        } catch (IOException e) {
            discard(file, unfinished, e);
            throw e;
        }
        return new Segment(name, file, generation, sectors);
    }

    /** The header is the whole change: what is behind it becomes an older generation. */
    Segment recycle(Segment old, int generation) throws IOException {
        try {
            writeHeader(old.file, generation, old.sectors);
        } catch (IOException e) {
            CloseHelper.quietClose(old.file);
            throw e;
        }
        return new Segment(old.name, old.file, generation, old.sectors);
    }

    void delete(Segment old) throws IOException {
        old.file.close();
        disk.delete(old.name);
    }

    private void writeHeader(DiskFile file, int generation, int sectors) throws IOException {
        ByteBuffer header = Sectors.allocate(SECTOR);
        new Sectors().header(header, generation, sectors, logId);
        file.write(header, 0);
        file.sync();
    }

    private static void zero(DiskFile file, long bytes) throws IOException {
        ByteBuffer zeroes = Sectors.allocate((int) Math.min(CHUNK, bytes));
        long unsynced = 0;
        for (long at = 0; at < bytes; at += zeroes.capacity()) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), bytes - at));
            file.write(zeroes, at);
            unsynced += zeroes.capacity();
            if (unsynced >= SYNC_EVERY) {
                file.sync();
                unsynced = 0;
            }
        }
    }

    private void discard(DiskFile file, String name, IOException cause) {
        try {
            file.close();
            disk.delete(name);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
