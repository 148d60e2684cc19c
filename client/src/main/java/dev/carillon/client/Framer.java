package dev.carillon.client;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrameDecoder;
import dev.carillon.protocol.ServerFrames;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Cuts a stream of bytes into frames. Keeps memory only while a frame is incomplete. */
final class Framer {
    private static final byte[] NONE = new byte[0];

    private final UnsafeBuffer joined = new UnsafeBuffer(0, 0);
    private byte[] rest = NONE;

    /** Decodes every whole frame; stops for good at a malformed one, or when {@code frames} says so. */
    void bytes(DirectBuffer buffer, int offset, int length, ServerFrames frames, Connection connection) {
        DirectBuffer source = buffer;
        int at = offset;
        int limit = offset + length;
        if (rest.length > 0) {
            int kept = rest.length;
            byte[] both = Arrays.copyOf(rest, kept + length);
            buffer.getBytes(offset, both, kept, length);
            joined.wrap(both);
            source = joined;
            at = 0;
            limit = both.length;
            rest = NONE;
        }
        while (at < limit && connection.open()) {
            int consumed = ServerFrameDecoder.decode(source, at, limit, Limits.FRAME_MAX, frames);
            if (consumed <= 0) {
                break;
            }
            at += consumed;
        }
        if (at < limit && connection.open()) {
            rest = new byte[limit - at];
            source.getBytes(at, rest);
        }
    }
}
