package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever pieces the network makes of the stream, sessions get whole frames, each byte once and in order. */
class FramingTest {
    private final EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT);

    @AfterEach
    void close() throws IOException {
        edge.close();
    }

    @Test
    void framesBehindTheHelloInTheSamePacketReachTheSession() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(RawClient.hello(EdgeUnderTest.token("alice")));
        bytes.writeBytes(RawClient.ping(1));
        bytes.writeBytes(RawClient.ping(2));
        edge.connect().send(bytes.toByteArray());
        EdgeUnderTest.until(() -> !edge.mailbox.opened().isEmpty());
        long connection = edge.mailbox.opened().get(0);
        assertThat(edge.mailbox.userOf(connection)).isEqualTo("alice");
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == 2 * RawClient.ping(1).length);
    }

    @Test
    void framesThatArriveByteByByteAreHandedOverWhole() throws IOException {
        RawClient client = edge.connect();
        for (byte one : RawClient.hello(EdgeUnderTest.token("alice"))) {
            client.send(new byte[] {one});
        }
        EdgeUnderTest.until(() -> !edge.mailbox.opened().isEmpty());
        long connection = edge.mailbox.opened().get(0);
        byte[] frames = concat(RawClient.ping(5), RawClient.frame(63), RawClient.frame(64), RawClient.ping(6));
        for (byte one : frames) {
            client.send(new byte[] {one});
        }
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == frames.length);
        assertThat(edge.mailbox.bytesOf(connection)).isEqualTo(frames);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void framesOfAllSizesCutAnywhereAreHandedOverWhole(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] sizes = {1, 2, 63, 64, 300, 16_383, 16_384, 65_535, 65_536};
        for (int i = 0; i < 60; i++) {
            all.writeBytes(RawClient.frame(sizes[random.nextInt(sizes.length)]));
        }
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        byte[] frames = all.toByteArray();
        for (int at = 0; at < frames.length; ) {
            int piece = Math.min(frames.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 100_000));
            client.send(java.util.Arrays.copyOfRange(frames, at, at + piece));
            at += piece;
        }
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == frames.length);
        assertThat(edge.mailbox.bytesOf(connection)).isEqualTo(frames);
    }

    @Test
    void aFrameAboveTheLimitIsRefusedBeforeItsBytesCome() throws IOException {
        RawClient client = edge.login("alice");
        client.send(new byte[] {(byte) 0x80, 1, 0, 1});
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.FRAME_TOO_BIG);
    }

    @Test
    void aHelloAboveItsLimitIsRefusedBeforeItsBytesCome() throws IOException {
        RawClient client = edge.connect().send(new byte[] {0x42, 0x01});
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.FRAME_TOO_BIG);
    }

    @Test
    void wholeFramesBeforeABadOneStillReachTheSession() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        client.send(concat(RawClient.ping(1), new byte[] {0}));
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(edge.mailbox.bytesOf(connection)).isEqualTo(RawClient.ping(1));
        EdgeUnderTest.until(() -> edge.mailbox.closed().contains(connection));
    }

    @Test
    void aLengthInALongerFormThanNeededIsRefused() throws IOException {
        RawClient client = edge.login("alice");
        client.send(new byte[] {0x40, 0x05});
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.MALFORMED);
    }

    @Test
    void nothingBehindABadFrameReachesTheSession() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        client.send(concat(RawClient.ping(1), new byte[] {0}, RawClient.ping(2)));
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.MALFORMED);
        long before = edge.count(EdgeCounters::bytesReadCount);
        client.send(RawClient.ping(3));
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::bytesReadCount) > before);
        EdgeUnderTest.until(() -> edge.mailbox.closed().contains(connection));
        assertThat(edge.mailbox.bytesOf(connection)).isEqualTo(RawClient.ping(1));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
