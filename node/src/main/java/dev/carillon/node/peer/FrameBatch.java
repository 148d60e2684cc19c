package dev.carillon.node.peer;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.FrameKind;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames on their way, one after another.
 *
 * <pre>
 *    0          1                     5                  9
 *   +----------+---------------------+------------------+-------
 *   | kind u8  | partition u32       | length u32       | frame        big-endian
 *   +----------+---------------------+------------------+-------
 * </pre>
 */
final class FrameBatch {
    /** Bytes before each frame. */
    static final int HEADER = 9;

    private final UnsafeBuffer buffer;
    private byte[] bytes;
    private int length;
    private int frames;
    private int raftBytes;
    private int tunnelBytes;

    FrameBatch(int capacity) {
        bytes = new byte[capacity];
        buffer = new UnsafeBuffer(bytes);
    }

    void add(int kind, int partition, DirectBuffer frame, int offset, int frameLength) {
        int end = length + HEADER + frameLength;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            buffer.wrap(bytes);
        }
        buffer.putByte(length, (byte) kind);
        buffer.putInt(length + 1, partition, BIG_ENDIAN);
        buffer.putInt(length + 5, frameLength, BIG_ENDIAN);
        buffer.putBytes(length + HEADER, frame, offset, frameLength);
        if (kind == FrameKind.RAFT) {
            raftBytes += end - length;
        } else if (FrameKind.isTunnel(kind)) {
            tunnelBytes += end - length;
        }
        length = end;
        frames++;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Of {@link #bytes}, from 0. */
    int length() {
        return length;
    }

    int frames() {
        return frames;
    }

    int raftBytes() {
        return raftBytes;
    }

    int tunnelBytes() {
        return tunnelBytes;
    }

    static int kind(DirectBuffer batch, int offset) {
        return batch.getByte(offset) & 0xFF;
    }

    static int partition(DirectBuffer batch, int offset) {
        return batch.getInt(offset + 1, BIG_ENDIAN);
    }

    static int frameLength(DirectBuffer batch, int offset) {
        return batch.getInt(offset + 5, BIG_ENDIAN);
    }
}
