package dev.carillon.node.session;

import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import org.agrona.ExpandableArrayBuffer;

/** Where frames for one connection are written before they are handed to the link in one piece. */
final class Chunk {
    /** Frames are added up to here, one frame at least. */
    static final int BYTES_MAX = 64 * 1024;

    private final ExpandableArrayBuffer buffer =
            new ExpandableArrayBuffer(BYTES_MAX + Limits.PAYLOAD_MAX + FrameEncoder.OVERHEAD_MAX);
    private int length;

    ExpandableArrayBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    void length(int end) {
        length = end;
    }

    void clear() {
        length = 0;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean isFull() {
        return length >= BYTES_MAX;
    }
}
