package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whatever the bytes, a decoder does not throw, does not read at its limit or beyond, consumes what it says, and agrees
 * with the encoder. In the build Jazzer replays the seeds beside the test resources; {@code JAZZER_FUZZ=1} lets it search.
 */
class DecoderFuzzTest {
    private static final int GUARD = 64;

    @FuzzTest(maxDuration = "60s")
    void decodesWhatClientsMaySend(byte[] bytes) {
        stream(bytes, true);
    }

    @FuzzTest(maxDuration = "60s")
    void decodesWhatNodesMaySend(byte[] bytes) {
        stream(bytes, false);
    }

    /** Decodes frame after frame, as a connection would; shared with the seeded test. */
    static int stream(byte[] bytes, boolean fromClient) {
        // Direct and offset, so that a wrong bound shows as another result rather than as an array's.
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(GUARD + bytes.length + GUARD));
        UnsafeBuffer other = new UnsafeBuffer(ByteBuffer.allocateDirect(GUARD + bytes.length + GUARD));
        other.setMemory(0, other.capacity(), (byte) 0xFF);
        buffer.putBytes(GUARD, bytes);
        other.putBytes(GUARD, bytes);
        int limit = GUARD + bytes.length;
        int at = GUARD;
        int frames = 0;
        while (at < limit) {
            FrameText text = new FrameText();
            FrameText same = new FrameText();
            int consumed = decode(buffer, at, limit, fromClient, text);
            // What lies behind the limit must not matter.
            assertThat(decode(other, at, limit, fromClient, same)).isEqualTo(consumed);
            assertThat(same.lines).isEqualTo(text.lines);
            assertThat(same.error).isEqualTo(text.error);
            assertThat(text.error != null).isEqualTo(consumed < 0);
            assertThat(consumed).isBetween(-1, limit - at);
            if (consumed <= 0) {
                assertThat(text.lines).isEmpty();
                return frames;
            }
            frames++;
            if (!text.lines.isEmpty()) {
                canonical(Arrays.copyOfRange(bytes, at - GUARD, at - GUARD + consumed), text.last());
            }
            at += consumed;
        }
        return frames;
    }

    /** A frame of which nothing is ignored is written again in the same bytes. */
    private static void canonical(byte[] frame, String text) {
        int type = FrameHeader.typeAt(new UnsafeBuffer(frame), 0);
        if (type < FrameType.FIRST_IGNORABLE && type != FrameType.ERROR) {
            assertThat(new FrameWriter().encode(text)).isEqualTo(frame);
        }
    }

    private static int decode(UnsafeBuffer buffer, int at, int limit, boolean fromClient, FrameText text) {
        return fromClient
                ? ClientFrameDecoder.decode(buffer, at, limit, Limits.FRAME_MAX, text)
                : ServerFrameDecoder.decode(buffer, at, limit, Limits.FRAME_MAX, text);
    }
}
