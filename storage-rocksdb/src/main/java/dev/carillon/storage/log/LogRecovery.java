package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.HEADER_LOG_ID;
import static dev.carillon.storage.log.SectorLayout.HEADER_MAGIC;
import static dev.carillon.storage.log.SectorLayout.HEADER_SECTORS;
import static dev.carillon.storage.log.SectorLayout.HEADER_VERSION;
import static dev.carillon.storage.log.SectorLayout.KIND_HEADER;
import static dev.carillon.storage.log.SectorLayout.KIND_MASK;
import static dev.carillon.storage.log.SectorLayout.POSITION_AND_KIND;
import static dev.carillon.storage.log.SectorLayout.SECTOR;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/**
 * Finds what a folder holds: which segments make up the log, in order, and where it ends; then cleans its end. Any doubt
 * that a power cut does not explain is {@link CorruptStorageException}, before anything is changed.
 */
final class LogRecovery {
    private final Disk disk;
    private final long logId;
    private final boolean existing;
    private final ByteBuffer window;
    private final List<Segment> newestFirst = new ArrayList<>();
    private final Map<Integer, Segment> byGeneration = new HashMap<>();
    private final Map<Integer, SegmentScan> scans = new HashMap<>();

    final List<Segment> kept = new ArrayList<>();
    final List<Segment> free = new ArrayList<>();
    long nextSequence = 1;
    int nextGeneration = 1;
    int nextNumber = 1;
    int tornSectors;

    LogRecovery(Disk disk, LogOptions options, ByteBuffer window) {
        this.window = window;
        this.disk = disk;
        this.logId = options.logId();
        this.existing = options.existing();
    }

    /** Fills the public fields; {@link #kept} stays empty if there is no log yet. */
    void run() throws IOException {
        List<String> unfinished = openSegments();
        if (newestFirst.isEmpty() && existing) {
            throw Damage.lost(disk.path(), logId);
        }
        if (!newestFirst.isEmpty()) {
            newestFirst.sort(
                    Comparator.comparingInt((Segment s) -> s.generation).reversed());
            nextGeneration = newestFirst.get(0).generation + 1;
            SegmentScan tail = walk(cut());
            judgeOthers();
            // Generations are counted on from what is seen here, so nothing else may be here after a power cut.
            disk.syncDirectory();
            clean(tail);
        }
        for (String name : unfinished) {
            disk.delete(name);
        }
    }

    /** Makes the first segment of a log. */
    void start(int sectors) throws IOException {
        SegmentMaker maker = new SegmentMaker(disk, logId, (long) sectors * SECTOR);
        Segment first = maker.create(SegmentNames.of(nextNumber++), nextGeneration++, sectors);
        newestFirst.add(first);
        kept.add(first);
    }

    /** Closes what was opened, after a failure that is already on its way to the caller. */
    void close() {
        for (Segment segment : newestFirst) {
            CloseHelper.quietClose(segment.file);
        }
    }

    private List<String> openSegments() throws IOException {
        List<String> unfinished = new ArrayList<>();
        for (String name : disk.list()) {
            if (SegmentNames.isUnfinished(name)) {
                unfinished.add(name);
            } else if (SegmentNames.isSegment(name)) {
                nextNumber = Math.max(nextNumber, SegmentNames.number(name) + 1);
                open(name);
            }
        }
        return unfinished;
    }

    private void open(String name) throws IOException {
        DiskFile file = disk.open(name);
        Segment segment = null;
        try {
            segment = readHeader(name, file);
            newestFirst.add(segment);
        } finally {
            if (segment == null) {
                file.close();
            }
        }
        Segment twin = byGeneration.put(segment.generation, segment);
        if (twin != null) {
            throw Damage.at(disk.path(), name, 0, segment.toString(), "another generation than that of " + twin.name);
        }
    }

    private Segment readHeader(String name, DiskFile file) throws IOException {
        long size = file.size();
        if (size < SECTOR) {
            throw Damage.at(disk.path(), name, size, "the end of the file", "a segment");
        }
        ByteBuffer header = Sectors.allocate(SECTOR);
        file.read(header, 0);
        Sectors sectors = new Sectors();
        if (!sectors.isIntact(header, 0)
                || (header.get(POSITION_AND_KIND) & KIND_MASK) != KIND_HEADER
                || header.getLong(HEADER_MAGIC) != SectorLayout.MAGIC) {
            throw Damage.at(disk.path(), name, 0, "no valid segment header", "one of this log");
        }
        int version = header.getInt(HEADER_VERSION);
        if (version != SectorLayout.FORMAT_VERSION) {
            throw new CorruptStorageException("The log in " + disk.path() + " (" + name + ") has format " + version
                    + ", and this version of Carillon reads format " + SectorLayout.FORMAT_VERSION
                    + ". Nothing was changed. Start the version that wrote the folder, or a later one.");
        }
        long id = header.getLong(HEADER_LOG_ID);
        if (id != logId) {
            throw Damage.foreign(disk.path(), name, id, logId);
        }
        int length = header.getInt(HEADER_SECTORS);
        if (size != (long) length * SECTOR) {
            throw Damage.at(
                    disk.path(),
                    name,
                    Math.min(size, (long) length * SECTOR),
                    "a file of " + size + " bytes",
                    (long) length * SECTOR + " bytes");
        }
        return new Segment(name, file, header.getInt(SectorLayout.GENERATION), length);
    }

    /** The newest complete batch says where the needed part begins; without any batch that is the very first segment. */
    private int cut() throws IOException {
        for (Segment segment : newestFirst) {
            SegmentScan scan = scan(segment);
            if (scan.hasBatches()) {
                return scan.cut();
            }
        }
        return 1;
    }

    private SegmentScan scan(Segment segment) throws IOException {
        SegmentScan known = scans.get(segment.generation);
        return known != null ? known : scan(segment, 0);
    }

    private SegmentScan scan(Segment segment, long expected) throws IOException {
        SegmentScanner scanner = new SegmentScanner(
                disk.path(),
                segment,
                window,
                (group, kind, index, buffer, offset, length) -> segment.note(group, index));
        SegmentScan scan = scanner.scan(expected);
        scans.put(segment.generation, scan);
        segment.end = scan.end();
        return scan;
    }

    /** Follows the closes from the first needed segment to the open one. */
    private SegmentScan walk(int cut) throws IOException {
        Segment segment = byGeneration.get(cut);
        if (segment == null) {
            throw Damage.missing(
                    disk.path(),
                    "the segment of generation " + cut
                            + ", where the needed part of the log begins, is missing; the oldest one there is "
                            + newestFirst.get(newestFirst.size() - 1));
        }
        long expected = cut == 1 ? 1 : 0;
        while (true) {
            SegmentScan scan = scan(segment);
            if (scan.first() == 0 && expected != 0) {
                scan = scan(segment, expected);
            } else if (expected != 0 && scan.first() != expected) {
                throw Damage.at(disk.path(), segment.name, 1, "batch " + scan.first(), "batch " + expected);
            }
            kept.add(segment);
            expected = scan.next();
            if (!scan.isClosed()) {
                nextSequence = expected;
                return scan;
            }
            segment = follow(segment, scan);
        }
    }

    private Segment follow(Segment segment, SegmentScan scan) {
        Segment following = byGeneration.get(scan.nextGeneration());
        if (following == null || following.generation <= segment.generation) {
            throw Damage.missing(
                    disk.path(),
                    "the segment of generation " + scan.nextGeneration() + ", which follows " + segment + " from batch "
                            + scan.next() + " on, is missing");
        }
        return following;
    }

    private void judgeOthers() throws IOException {
        int cut = kept.get(0).generation;
        for (Segment segment : newestFirst) {
            if (kept.contains(segment)) {
                continue;
            }
            if (segment.generation > cut && !scan(segment).isUntouched()) {
                Segment last = kept.get(kept.size() - 1);
                throw Damage.at(
                        disk.path(), last.name, last.end, "no link to " + segment, "one, because that one is in use");
            }
            free.add(segment);
        }
    }

    /**
     * Makes the end what a running log would have there: zeroes for a torn batch, and what nothing vouches for on disk for
     * certain.
     */
    private void clean(SegmentScan scan) throws IOException {
        Segment tail = kept.get(kept.size() - 1);
        if (scan.tornEnd() > scan.end()) {
            tornSectors = scan.tornEnd() - scan.end();
            write(tail, Sectors.allocate(tornSectors * SECTOR), scan.end());
            tail.file.sync();
        }
        if (scan.hasBatches()) {
            writeAgain(tail, scan.unsyncedFrom(), scan.end());
        } else if (kept.size() > 1) {
            Segment closed = kept.get(kept.size() - 2);
            SegmentScan before = scan(closed);
            writeAgain(closed, before.unsyncedFrom(), before.end() + 1);
        }
    }

    /** It may have been read from memory that never reached the disk: a sync alone need not bring it there. */
    private static void writeAgain(Segment segment, int from, int end) throws IOException {
        ByteBuffer copy = Sectors.allocate((end - from) * SECTOR);
        segment.file.read(copy, (long) from * SECTOR);
        write(segment, copy.flip(), from);
        segment.file.sync();
    }

    private static void write(Segment segment, ByteBuffer source, int sector) throws IOException {
        segment.file.write(source, (long) sector * SECTOR);
    }
}
