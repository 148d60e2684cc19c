package dev.carillon.node.replication.raft;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LoopLog;
import io.microraft.model.log.LogEntry;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A group's records in the loop's log, little-endian. A record's place counts all records of the group.
 *
 * <ul>
 *   <li>HEAD: generation i64 | node i32 | incarnation i64 | term i32 | voted u8 | its node i32 | its incarnation i64
 *   <li>ENTRY: index i64 | term i32 | kind u8 | bytes
 *   <li>TRUNCATE: first index that is gone i64
 *   <li>MARKER: index i64 | term i32
 *   <li>MARKERS: the one before, index i64 | the last one, index i64 | term i32
 *   <li>GENERATION: the one that begins here i64; earlier records are of another
 *   <li>SEALED: the last entry that counts i64; it is committed, and the next generation began over it
 * </ul>
 */
final class GroupRecords {
    static final int HEAD = 10;
    static final int ENTRY = 11;
    static final int TRUNCATE = 12;
    static final int MARKER = 13;
    static final int MARKERS = 14;
    static final int GENERATION = 15;
    static final int SEALED = 18;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int HEAD_BYTES = 37;
    private static final int ENTRY_BYTES = 13;
    private static final int MARKER_BYTES = 12;
    private static final int MARKERS_BYTES = 20;

    private final LoopLog log;
    private final RaftGroup group;
    private final RaftMember self;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    private final GroupLog places;
    private final LogSync sync;

    /**
     * @param places counts them
     * @param sync of the log
     */
    GroupRecords(LoopLog log, RaftGroup group, RaftMember self, GroupLog places, LogSync sync) {
        this.log = log;
        this.group = group;
        this.self = self;
        this.places = places;
        this.sync = sync;
    }

    /** The place of the next record. */
    long next() {
        return places.next();
    }

    /** This generation begins. */
    long generation() {
        buffer.putLong(0, self.generation(), LE);
        return append(GENERATION, 8);
    }

    long head(int term, @Nullable RaftMember votedFor) {
        buffer.putLong(0, self.generation(), LE);
        buffer.putInt(8, self.node(), LE);
        buffer.putLong(12, self.incarnation(), LE);
        buffer.putInt(20, term, LE);
        buffer.putByte(24, (byte) (votedFor == null ? 0 : 1));
        buffer.putInt(25, votedFor == null ? 0 : votedFor.node(), LE);
        buffer.putLong(29, votedFor == null ? 0 : votedFor.incarnation(), LE);
        return append(HEAD, HEAD_BYTES);
    }

    long entry(LogEntry entry) {
        RaftEntry operation = (RaftEntry) entry.getOperation();
        buffer.putLong(0, entry.getIndex(), LE);
        buffer.putInt(8, entry.getTerm(), LE);
        buffer.putByte(12, (byte) operation.kind());
        buffer.putBytes(ENTRY_BYTES, operation.bytes());
        return append(ENTRY, ENTRY_BYTES + operation.length());
    }

    long truncate(long index) {
        buffer.putLong(0, index, LE);
        return append(TRUNCATE, 8);
    }

    long marker(long index, int term) {
        buffer.putLong(0, index, LE);
        buffer.putInt(8, term, LE);
        return append(MARKER, MARKER_BYTES);
    }

    /** Both markers again, as they stand. */
    long markers(long previous, long index, int term) {
        buffer.putLong(0, previous, LE);
        buffer.putLong(8, index, LE);
        buffer.putInt(16, term, LE);
        return append(MARKERS, MARKERS_BYTES);
    }

    /** This generation ends with the entry. */
    long sealed(long index) {
        buffer.putLong(0, index, LE);
        return append(SEALED, 8);
    }

    private long append(int kind, int length) {
        long place = places.take(sync.filling(), sync.durable());
        log.append(group.logNumber(), kind, place, buffer, 0, length);
        return place;
    }

    /**
     * Plays a record of an earlier start into what is known of the group.
     *
     * @param number of the group in the log
     */
    static void read(GroupLog into, int number, int kind, long place, DirectBuffer bytes, int offset, int length) {
        into.seen(place);
        switch (kind) {
            case HEAD -> readHead(into, place, bytes, offset);
            case ENTRY ->
                into.replayed(
                        bytes.getLong(offset, LE),
                        bytes.getInt(offset + 8, LE),
                        RaftEntry.copyOf(bytes.getByte(offset + 12), bytes, offset + ENTRY_BYTES, length - ENTRY_BYTES),
                        place);
            case TRUNCATE -> into.truncateFrom(bytes.getLong(offset, LE));
            case MARKER -> into.marker(bytes.getLong(offset, LE), bytes.getInt(offset + 8, LE), place);
            case MARKERS ->
                into.markers(
                        bytes.getLong(offset, LE), bytes.getLong(offset + 8, LE), bytes.getInt(offset + 16, LE), place);
            case GENERATION -> into.forget();
            case SEALED -> into.sealed(bytes.getLong(offset, LE));
            default ->
                throw new CorruptStorageException("The log has a record of kind " + kind + " for group "
                        + number + ", which no version of this program writes for it. Nothing was changed."
                        + " Restore the data folder from a copy.");
        }
    }

    private static void readHead(GroupLog into, long place, DirectBuffer bytes, int offset) {
        RaftMember writer =
                new RaftMember(bytes.getInt(offset + 8, LE), bytes.getLong(offset, LE), bytes.getLong(offset + 12, LE));
        into.writtenBy(writer);
        RaftMember votedFor = bytes.getByte(offset + 24) == 0
                ? null
                : new RaftMember(bytes.getInt(offset + 25, LE), writer.generation(), bytes.getLong(offset + 29, LE));
        into.head(bytes.getInt(offset + 20, LE), votedFor, place);
    }
}
