package dev.carillon.client.fake;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** What one connection of the node is about to say; grows as needed. */
final class FakeOut {
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final FakeNetwork.Pipe pipe;
    private int at;

    FakeOut(FakeNetwork.Pipe pipe) {
        this.pipe = pipe;
    }

    MutableDirectBuffer buffer() {
        return buffer;
    }

    int at() {
        return at;
    }

    /** A frame was encoded, up to here. */
    void end(int offset) {
        at = offset;
    }

    void flush() {
        if (at > 0) {
            byte[] bytes = new byte[at];
            buffer.getBytes(0, bytes);
            at = 0;
            pipe.toClient(bytes);
        }
    }
}
