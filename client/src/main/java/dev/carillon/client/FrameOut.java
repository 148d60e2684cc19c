package dev.carillon.client;

import dev.carillon.client.runtime.Link;
import dev.carillon.protocol.FrameEncoder;
import org.agrona.MutableDirectBuffer;

/** Collects one batch of frames in the loop's scratch buffer and hands it to the link. Lives for one call. */
final class FrameOut {
    private final MutableDirectBuffer buffer;
    private final Link link;
    private int at;
    private boolean writable = true;
    private boolean wrote;

    FrameOut(MutableDirectBuffer buffer, Link link) {
        this.buffer = buffer;
        this.link = link;
    }

    MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Where a frame with {@code length} bytes beside {@link FrameEncoder#OVERHEAD_MAX} may be written. */
    int reserve(int length) {
        if (at + length + FrameEncoder.OVERHEAD_MAX > buffer.capacity()) {
            drain();
        }
        return at;
    }

    /** A frame was written, up to here. */
    void end(int offset) {
        at = offset;
    }

    /** Whether the connection takes more for now. */
    boolean writable() {
        return writable;
    }

    /** Sends everything; whether there was anything. */
    boolean flush() {
        drain();
        if (wrote) {
            link.flush();
        }
        return wrote;
    }

    private void drain() {
        if (at > 0) {
            writable = link.write(buffer, 0, at) && writable;
            wrote = true;
            at = 0;
        }
    }
}
