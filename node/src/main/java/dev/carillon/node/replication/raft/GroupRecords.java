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
 * </ul>
 */
final class GroupRecords {
    static final int HEAD = 10;
    static final int ENTRY = 11;
    static final int TRUNCATE = 12;
    static final int MARKER = 13;
    static final int MARKERS = 14;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int HEAD_BYTES = 37;
    private static final int ENTRY_BYTES = 13;
    private static final int MARKER_BYTES = 12;
    private static final int MARKERS_BYTES = 20;

    private final LoopLog log;
    private final RaftGroup group;
    private final RaftMember self;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    private long next = 1;

    GroupRecords(LoopLog log, RaftGroup group, RaftMember self) {
        this.log = log;
        this.group = group;
        this.self = self;
    }

    /** The place of the next record. */
    long next() {
        return next;
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

    private long append(int kind, int length) {
        log.append(group.number(), kind, next, buffer, 0, length);
        return next++;
    }

    /** Plays a record of an earlier start into what is known of the group. */
    void read(GroupLog into, int kind, long place, DirectBuffer bytes, int offset, int length) {
        next = Math.max(next, place + 1);
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
            default ->
                throw new CorruptStorageException("The log has a record of kind " + kind + " for group "
                        + group.number() + ", which no version of this program writes for it. Nothing was changed."
                        + " Restore the data folder from a copy.");
        }
    }

    private void readHead(GroupLog into, long place, DirectBuffer bytes, int offset) {
        RaftMember writer =
                new RaftMember(bytes.getInt(offset + 8, LE), bytes.getLong(offset, LE), bytes.getLong(offset + 12, LE));
        if (!writer.equals(self)) {
            throw new CorruptStorageException("The log of group " + group.number() + " was written by " + writer
                    + ", this is " + self + ". Nothing was changed. Start it with the data folder that belongs to it.");
        }
        RaftMember votedFor = bytes.getByte(offset + 24) == 0
                ? null
                : new RaftMember(bytes.getInt(offset + 25, LE), self.generation(), bytes.getLong(offset + 29, LE));
        into.head(bytes.getInt(offset + 20, LE), votedFor, place);
    }
}
