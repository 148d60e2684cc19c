package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.BATCH;
import static dev.carillon.storage.log.SectorLayout.BATCH_BYTES;
import static dev.carillon.storage.log.SectorLayout.BATCH_CHAIN;
import static dev.carillon.storage.log.SectorLayout.BATCH_CUT;
import static dev.carillon.storage.log.SectorLayout.BATCH_HEADER_END;
import static dev.carillon.storage.log.SectorLayout.BATCH_RECORDS;
import static dev.carillon.storage.log.SectorLayout.BATCH_SEQUENCE;
import static dev.carillon.storage.log.SectorLayout.BATCH_SYNCED;
import static dev.carillon.storage.log.SectorLayout.CLOSE_NEXT_GENERATION;
import static dev.carillon.storage.log.SectorLayout.CLOSE_NEXT_SEQUENCE;
import static dev.carillon.storage.log.SectorLayout.GENERATION;
import static dev.carillon.storage.log.SectorLayout.KIND_BATCH;
import static dev.carillon.storage.log.SectorLayout.KIND_CLOSE;
import static dev.carillon.storage.log.SectorLayout.KIND_MASK;
import static dev.carillon.storage.log.SectorLayout.POSITION_AND_KIND;
import static dev.carillon.storage.log.SectorLayout.SECTOR;
import static dev.carillon.storage.log.SectorLayout.SECTOR_HEADER;
import static dev.carillon.storage.log.SectorLayout.UNSYNCED_BEFORE;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a segment and judges each of its sectors: part of a complete batch, left over from earlier use, part of a torn
 * batch, or damage. The rules are in the package's description. Used once per segment; not thread-safe.
 */
final class SegmentScanner {
    /** Sectors read at once from segments that have as many. */
    static final int WINDOW_SECTORS = 512;

    private enum State {
        ZERO,
        OLDER,
        CURRENT
    }

    private final String path;
    private final Segment segment;
    private final LogVisitor visitor;
    private final Sectors sectors = new Sectors();
    private final ByteBuffer window;
    private int windowStart;
    private int windowEnd;
    private byte[] body = new byte[8 << 10];
    private final UnsafeBuffer bodyView = new UnsafeBuffer(body);

    private long first;
    private long next;
    private int position = 1;
    private int cut;
    private int nextGeneration;
    private int tornEnd;
    /** Where the newest batch began that was written with all before it synced. */
    private int unsyncedFrom = 1;

    private String incomplete = "";

    /** @param window direct, of whole sectors, used while this scanner is */
    SegmentScanner(String path, Segment segment, ByteBuffer window, LogVisitor visitor) {
        this.path = path;
        this.segment = segment;
        this.visitor = visitor;
        this.window = window;
    }

    /**
     * Reads the whole segment.
     *
     * @param expected sequence of its first batch; 0 if not known, then a torn first batch is reported, not judged
     */
    SegmentScan scan(long expected) throws IOException {
        next = expected;
        while (readBatch()) {}
        int end = position;
        if (!readClose()) {
            judgeTail();
        } else {
            judgeRest(position + 1);
        }
        int from = cut != 0 ? unsyncedFrom : end;
        return new SegmentScan(first, next, end, cut, from, nextGeneration, tornEnd);
    }

    /** Reads the batches before {@code end} again, for the visitor. */
    void replay(int end) throws IOException {
        while (position < end) {
            if (!readBatch()) {
                throw damage(position, incomplete, "what was there when the log was opened");
            }
        }
    }

    /** @return false if there is no complete batch at {@link #position} */
    private boolean readBatch() throws IOException {
        if (position >= segment.sectors) {
            return false;
        }
        int at = sector(position);
        if (stateOf(position, at) != State.CURRENT) {
            incomplete = describe(position);
            return false;
        }
        if (kind(at) != KIND_BATCH || position(at) != 0) {
            incomplete = describe(position);
            return false;
        }
        long sequence = window.getLong(at + BATCH_SEQUENCE);
        if (next != 0 && sequence != next) {
            throw damage(position, "batch " + sequence, "batch " + next);
        }
        int bytes = window.getInt(at + BATCH_BYTES);
        int count = SectorLayout.sectorsFor(bytes);
        if (bytes < 0 || count > segment.sectors - 1 - position || sequence <= 0) {
            throw damage(position, "batch " + sequence + " of " + bytes + " bytes", "one that ends in this segment");
        }
        int batchCut = window.getInt(at + BATCH_CUT);
        long batchSynced = window.getLong(at + BATCH_SYNCED);
        int records = window.getInt(at + BATCH_RECORDS);
        if (!readBody(sequence, bytes, count)) {
            return false;
        }
        accept(sequence, count, batchCut, batchSynced);
        visitRecords(sequence, bytes, records);
        return true;
    }

    private boolean readBody(long sequence, int bytes, int count) throws IOException {
        if (bytes > body.length) {
            body = new byte[Math.max(bytes, 2 * Math.min(body.length, 1 << 29))];
            bodyView.wrap(body);
        }
        int filled = 0;
        int chain = 0;
        int expectedChain = window.getInt(sector(position) + BATCH_CHAIN);
        for (int i = 0; i < count; i++) {
            int at = sector(position + i);
            if (stateOf(position + i, at) != State.CURRENT) {
                incomplete = describe(position + i) + " in place of sector " + i + " of batch " + sequence;
                return false;
            }
            if (window.getInt(at + BATCH) != (int) sequence || position(at) != i || kind(at) != KIND_BATCH) {
                throw damage(position + i, describe(position + i), "sector " + i + " of batch " + sequence);
            }
            int from = i == 0 ? BATCH_HEADER_END : SECTOR_HEADER;
            int part = Math.min(bytes - filled, SECTOR - from);
            window.get(at + from, body, filled, part);
            filled += part;
            chain = i == 0 ? 0 : Sectors.chain(chain, window, at);
        }
        incomplete = "sectors of different writes of batch " + sequence;
        return chain == expectedChain;
    }

    private void accept(long sequence, int count, int batchCut, long batchSynced) {
        if (first == 0) {
            first = sequence;
        }
        if (batchSynced == sequence - 1) {
            unsyncedFrom = position;
        }
        next = sequence + 1;
        cut = batchCut;
        position += count;
    }

    private void visitRecords(long sequence, int bytes, int records) {
        int at = 0;
        for (int i = 0; i < records; i++) {
            int left = bytes - at - SectorLayout.RECORD_HEADER;
            int length = left < 0 ? -1 : bodyView.getInt(at + SectorLayout.RECORD_LENGTH, ByteOrder.LITTLE_ENDIAN);
            if (length < 0 || length > left) {
                throw damage(
                        position - 1,
                        "record " + i + " of batch " + sequence + " with a length of " + length,
                        "one of at most " + left);
            }
            int group = bodyView.getInt(at + SectorLayout.RECORD_GROUP, ByteOrder.LITTLE_ENDIAN);
            long index = bodyView.getLong(at + SectorLayout.RECORD_INDEX, ByteOrder.LITTLE_ENDIAN);
            int kind = bodyView.getByte(at + SectorLayout.RECORD_KIND);
            at += SectorLayout.RECORD_HEADER;
            visitor.onRecord(group, kind, index, bodyView, at, length);
            at += length;
        }
        if (at != bytes) {
            throw damage(position - 1, bytes + " bytes in batch " + sequence, at + " bytes");
        }
    }

    private boolean readClose() throws IOException {
        if (position >= segment.sectors) {
            return false;
        }
        int at = sector(position);
        if (stateOf(position, at) != State.CURRENT || kind(at) != KIND_CLOSE) {
            return false;
        }
        long sequence = window.getLong(at + CLOSE_NEXT_SEQUENCE);
        if (next != 0 && sequence != next) {
            throw damage(position, "the segment's end before batch " + sequence, "batch " + next);
        }
        next = sequence;
        first = first == 0 ? sequence : first;
        nextGeneration = window.getInt(at + CLOSE_NEXT_GENERATION);
        return true;
    }

    /** Behind the last complete batch of an open segment: only what a torn batch can leave may be there. */
    private void judgeTail() throws IOException {
        for (int s = position; s < segment.sectors; s++) {
            int at = sector(s);
            if (stateOf(s, at) != State.CURRENT) {
                continue;
            }
            int later = window.getInt(at + BATCH) - (int) next;
            boolean ofNext = later == 0 && kind(at) == KIND_BATCH && position(at) == s - position;
            if (next != 0 && !ofNext && !isExcusable(at, later)) {
                throw damage(
                        position,
                        incomplete,
                        "batch " + next + ", because " + describe(s) + " at byte " + (long) s * SECTOR
                                + " was written later");
            }
            tornEnd = s + 1;
        }
    }

    /** With weaker durability, several batches may be under way at once; a first sector tells which were not. */
    private boolean isExcusable(int at, int batchesLater) {
        if (kind(at) != KIND_BATCH
                || batchesLater <= 0
                || (window.get(at + POSITION_AND_KIND) & UNSYNCED_BEFORE) == 0) {
            return false;
        }
        long batchesUnsynced = window.getLong(at + BATCH_SEQUENCE) - window.getLong(at + BATCH_SYNCED);
        return position(at) != 0 || batchesUnsynced > batchesLater;
    }

    private void judgeRest(int from) throws IOException {
        for (int s = from; s < segment.sectors; s++) {
            if (stateOf(s, sector(s)) == State.CURRENT) {
                throw damage(s, describe(s), "nothing of this generation behind the segment's end");
            }
        }
    }

    private State stateOf(int s, int at) {
        if (sectors.isIntact(window, at)) {
            int generation = window.getInt(at + GENERATION);
            if (Integer.compareUnsigned(generation, segment.generation) > 0) {
                throw damage(s, "generation " + Integer.toUnsignedString(generation), "at most " + segment.generation);
            }
            return generation == segment.generation ? State.CURRENT : State.OLDER;
        }
        if (Sectors.isZero(window, at)) {
            return State.ZERO;
        }
        throw damage(
                s,
                "checksum " + Integer.toHexString(window.getInt(at)),
                Integer.toHexString(sectors.checksum(window, at)));
    }

    private String describe(int s) throws IOException {
        int at = sector(s);
        return switch (stateOf(s, at)) {
            case ZERO -> "zeroes";
            case OLDER -> "generation " + Integer.toUnsignedString(window.getInt(at + GENERATION));
            case CURRENT ->
                kind(at) == KIND_BATCH
                        ? "sector " + position(at) + " of batch " + Integer.toUnsignedString(window.getInt(at + BATCH))
                        : kind(at) == KIND_CLOSE ? "the segment's end" : "a sector of kind " + kind(at);
        };
    }

    private int kind(int at) {
        return window.get(at + POSITION_AND_KIND) & KIND_MASK;
    }

    private int position(int at) {
        return window.getInt(at + POSITION_AND_KIND) >>> 8;
    }

    /** Offset of the sector in the window, after making sure that it is there. */
    private int sector(int s) throws IOException {
        if (s < windowStart || s >= windowEnd) {
            windowStart = s;
            windowEnd = Math.min(segment.sectors, s + window.capacity() / SECTOR);
            window.clear().limit((windowEnd - windowStart) * SECTOR);
            segment.file.read(window, (long) s * SECTOR);
            window.clear();
        }
        return (s - windowStart) * SECTOR;
    }

    private CorruptStorageException damage(int s, String found, String expected) {
        return Damage.at(path, segment.name, s, found, expected);
    }
}
