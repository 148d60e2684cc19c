package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Decoding, encoding and resolving aliases allocate nothing per frame. */
class DecoderAllocationTest {
    private static final int ROUNDS = 100_000;

    /** What the JVM may allocate beside us (compiling, class loading) in all rounds together. */
    private static final long BYTES_MAX = 64 * 1024;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Counter counter = new Counter();

    @Test
    void decodingAllocatesNothing() throws IOException {
        UnsafeBuffer client = all("c>s");
        UnsafeBuffer node = all("s>c");

        long allocated = allocatedBy(() -> {
            decodeClient(client);
            decodeNode(node);
        });

        assertThat(counter.payloadBytes).isGreaterThan(ROUNDS);
        assertThat(counter.malformed).isZero();
        assertThat(allocated).isLessThan(BYTES_MAX);
    }

    @Test
    void refusingAllocatesNothing() {
        UnsafeBuffer bad = new UnsafeBuffer(HexFormat.of().parseHex("0328017f"));

        long allocated =
                allocatedBy(() -> ClientFrameDecoder.decode(bad, 0, bad.capacity(), Limits.FRAME_MAX, counter));

        assertThat(counter.malformed).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(allocated).isLessThan(BYTES_MAX);
    }

    @Test
    void encodingWithAliasesAllocatesNothing() {
        UnsafeBuffer out = new UnsafeBuffer(new byte[256]);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[32]);
        byte[] name = UserId.encode("bob");
        AliasWriter aliases = new AliasWriter();
        aliases.define(name);

        long allocated = allocatedBy(() -> {
            int alias = aliases.find(name);
            FrameEncoder.send(out, 0, false, aliases.advance(alias, 5), false, alias, null, payload, 0, 32);
            FrameEncoder.deliver(out, 0, false, false, alias, 1, true, 1_000, payload, 0, 32);
        });

        assertThat(allocated).isLessThan(BYTES_MAX);
    }

    private long allocatedBy(Runnable work) {
        for (int i = 0; i < 2_000; i++) {
            work.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void decodeClient(UnsafeBuffer frames) {
        int at = 0;
        while (at < frames.capacity()) {
            at += ClientFrameDecoder.decode(frames, at, frames.capacity(), Limits.FRAME_MAX, counter);
        }
    }

    private void decodeNode(UnsafeBuffer frames) {
        int at = 0;
        while (at < frames.capacity()) {
            at += ServerFrameDecoder.decode(frames, at, frames.capacity(), Limits.FRAME_MAX, counter);
        }
    }

    /** A short frame of each kind, one behind the other. */
    private static UnsafeBuffer all(String direction) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String last = "";
        for (String[] row : VectorsTest.valid().toList()) {
            String kind = row[3].split(" ")[0];
            if (row[1].equals(direction) && !kind.equals(last) && row[2].length() < 400) {
                bytes.writeBytes(HexFormat.of().parseHex(row[2]));
                last = kind;
            }
        }
        return new UnsafeBuffer(bytes.toByteArray());
    }

    /** Keeps nothing. */
    private static final class Counter extends FrameAdapter {
        private long payloadBytes;
        private long malformed;

        @Override
        public void onSend(
                boolean wide,
                int cseqLow,
                boolean receipt,
                int alias,
                DirectBuffer buffer,
                int name,
                int nameLength,
                int payload,
                int payloadLength) {
            payloadBytes += payloadLength;
        }

        @Override
        public void onDeliver(
                boolean own,
                boolean receipt,
                int alias,
                DirectBuffer buffer,
                int name,
                int nameLength,
                long install,
                long cseqDelta,
                boolean stamped,
                long stampDeltaMs,
                int payload,
                int payloadLength) {
            payloadBytes += payloadLength;
        }

        @Override
        public void onMalformed(ErrorCode reason, String detail) {
            malformed++;
        }
    }
}
