package dev.carillon.node.replication.raft;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a log entry carries: a proposal's bytes, or nothing where a leader began its term. Immutable once handed to the
 * engine; proposals are told apart by identity.
 */
final class RaftEntry {
    static final int KIND_TERM = 0;
    static final int KIND_DATA = 1;

    private static final byte[] NOTHING = {};

    private final int kind;
    private final byte[] bytes;

    private RaftEntry(int kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /** A new one each time, so that a leader knows its own. */
    static RaftEntry termStart() {
        return new RaftEntry(KIND_TERM, NOTHING);
    }

    static RaftEntry copyOf(int kind, DirectBuffer buffer, int offset, int length) {
        byte[] bytes = length == 0 ? NOTHING : new byte[length];
        buffer.getBytes(offset, bytes);
        return new RaftEntry(kind, bytes);
    }

    int kind() {
        return kind;
    }

    int length() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    DirectBuffer view() {
        return new UnsafeBuffer(bytes);
    }

    /** A question to the state that is no entry: only its place among the entries matters. */
    static final class ReadBarrier {}

    /** All that the engine sees of a snapshot: the state itself travels outside of it. */
    static final class SnapshotMarker {
        static final SnapshotMarker INSTANCE = new SnapshotMarker();

        private SnapshotMarker() {}
    }
}
