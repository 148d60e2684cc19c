package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.FrameHeader;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrameDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of one direction that are no whole frame yet, and their way to the watch once they are. Holds less than one
 * frame after each {@link #tell}. Confined to the connection's event loop.
 */
final class FrameTail {
    private static final int FIRST = 512;

    private final ConnectionWatch watch;
    private final boolean client;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private byte[] bytes = new byte[FIRST];
    private int length;

    /** @param client whether this is the client's direction */
    FrameTail(ConnectionWatch watch, boolean client) {
        this.watch = watch;
        this.client = client;
    }

    /** Takes a copy of what is readable, and reads nothing. */
    void append(ByteBuf more) {
        append(more.nioBuffer());
    }

    /** Takes what remains. */
    void append(ByteBuffer more) {
        int count = more.remaining();
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        more.get(bytes, length, count);
        length += count;
        view.wrap(bytes, 0, length);
    }

    /** Bytes of the whole frame at {@code at}; 0 if it is not all there; negative if no frame can be there. */
    int whole(int at) {
        return FrameHeader.total(view, at, length, Limits.FRAME_MAX);
    }

    int type(int at) {
        return FrameHeader.typeAt(view, at);
    }

    UnsafeBuffer view() {
        return view;
    }

    int length() {
        return length;
    }

    /** Tells the watch of one frame, if its bytes still make sense. @return bytes of the frame; not above 0 if there is none */
    int tell(int at) {
        if (watch.isUnreadable()) {
            return -1;
        }
        return client
                ? ClientFrameDecoder.decode(view, at, length, Limits.FRAME_MAX, watch.client())
                : ServerFrameDecoder.decode(view, at, length, Limits.FRAME_MAX, watch.node());
    }

    /** Tells the watch of all whole frames, and keeps the rest. */
    void tellAll() {
        int at = 0;
        int told = tell(at);
        while (told > 0) {
            at += told;
            told = tell(at);
        }
        drop(watch.isUnreadable() ? length : at);
    }

    /** The first so many bytes are not needed any more. */
    void drop(int count) {
        if (count > 0) {
            length -= count;
            System.arraycopy(bytes, count, bytes, 0, length);
            view.wrap(bytes, 0, length);
        }
    }
}
