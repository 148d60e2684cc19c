package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.token.TokenVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting without a socket: every cut, every moment of a full receiver, and no buffer kept. */
class InboundFramesTest {
    private static final int FRAME_MAX = 65_536;
    private static final int[] SIZES = {1, 2, 63, 64, 300, 16_383, 16_384, FRAME_MAX};

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final StandingClock clock = new StandingClock();
    private final EdgeLoop loop = new EdgeLoop(
            0,
            Runnable::run,
            task -> {},
            new EdgeShared(EdgeLimits.DEFAULT, user -> new RecordingMailbox(), new AddressCounts()),
            new HelloCheck(new TokenVerifier(EdgeUnderTest.KEYS), clock),
            1,
            EdgeUnderTest.RING_BYTES,
            0);
    private final Taken taken = new Taken();
    private final InboundFrames frames = new InboundFrames(loop, taken);

    @AfterEach
    void everyBufferWasGivenBack() {
        frames.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whereverItIsCutAndWheneverTheReceiverIsFullEveryByteComesOnceInWholeFrames(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 80; i++) {
            all.writeBytes(RawClient.frame(SIZES[random.nextInt(SIZES.length)]));
        }
        byte[] sent = all.toByteArray();
        for (int at = 0; at < sent.length; ) {
            int most = random.nextBoolean() ? 8 : 120_000;
            int length = Math.min(sent.length - at, 1 + random.nextInt(most));
            taken.room = random.nextInt(4);
            boolean waiting = frames.isStalled();
            boolean calm = frames.offer(buffer(sent, at, length));
            assertThat(calm).isEqualTo(waiting || !frames.isStalled());
            at += length;
            taken.room = random.nextInt(4);
            assertThat(frames.retry()).isEqualTo(!frames.isStalled());
        }
        taken.room = Integer.MAX_VALUE;
        assertThat(frames.retry()).isTrue();
        assertThat(taken.bytes.toByteArray()).isEqualTo(sent);
    }

    @Test
    void framesThatCameTogetherAreHandedOnTogether() {
        byte[] ping = RawClient.ping(1);
        frames.offer(buffer(FramingTest.concat(ping, ping, ping), 0, 3 * ping.length));
        assertThat(taken.calls).isEqualTo(1);
    }

    @Test
    void aReceiverThatIsDoneGetsNothingMore() {
        byte[] ping = RawClient.ping(1);
        taken.one = true;
        taken.framesUntilDone = 1;
        frames.offer(buffer(FramingTest.concat(ping, ping, new byte[] {60}), 0, 2 * ping.length + 1));
        assertThat(taken.bytes.toByteArray()).isEqualTo(ping);
        assertThat(taken.begun).isZero();
    }

    @Test
    void aReceiverThatIsDoneByAFrameInTwoPiecesGetsNothingMore() {
        byte[] ping = RawClient.ping(1);
        taken.framesUntilDone = 1;
        frames.offer(buffer(ping, 0, 1));
        frames.offer(buffer(FramingTest.concat(ping, ping), 1, 2 * ping.length - 1));
        assertThat(taken.bytes.toByteArray()).isEqualTo(ping);
    }

    @Test
    void theBeginningAndTheEndOfAFrameInPiecesAreTold() {
        byte[] ping = RawClient.ping(1);
        frames.offer(buffer(ping, 0, 1));
        assertThat(taken.begun).isEqualTo(1);
        assertThat(taken.ended).isZero();
        frames.offer(buffer(ping, 1, ping.length - 1));
        assertThat(taken.ended).isEqualTo(1);
    }

    @Test
    void aLengthThatIsNoneIsToldAfterTheFramesBeforeIt() {
        byte[] ping = RawClient.ping(1);
        frames.offer(buffer(FramingTest.concat(ping, new byte[] {0}), 0, ping.length + 1));
        assertThat(taken.bytes.toByteArray()).isEqualTo(ping);
        assertThat(taken.problem).isEqualTo(FrameSplitter.MALFORMED);
    }

    @Test
    void aLengthInTwoPiecesIsHeldToTheLimit() {
        frames.offer(buffer(new byte[] {(byte) 0x80}, 0, 1));
        frames.offer(buffer(new byte[] {1, 0, 1}, 0, 3));
        assertThat(taken.problem).isEqualTo(FrameSplitter.TOO_BIG);
    }

    private ByteBuf buffer(byte[] bytes, int from, int length) {
        return allocator.directBuffer(length).writeBytes(bytes, from, length);
    }

    /** Takes whole frames only, unless it is full, until it is done. */
    private static final class Taken implements InboundFrames.Receiver {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Takes before it is full. */
        int room = Integer.MAX_VALUE;

        boolean one;
        int framesUntilDone = Integer.MAX_VALUE;
        int calls;
        int begun;
        int ended;
        int problem;

        @Override
        public boolean take(DirectBuffer from, int offset, int length) {
            RecordingMailbox.assertWholeFrames(from, offset, length);
            if (room == 0) {
                return false;
            }
            room--;
            calls++;
            framesUntilDone--;
            byte[] copy = new byte[length];
            from.getBytes(offset, copy);
            bytes.writeBytes(copy);
            return true;
        }

        @Override
        public boolean isDone() {
            return framesUntilDone == 0;
        }

        @Override
        public boolean wantsOne() {
            return one;
        }

        @Override
        public int frameMax() {
            return FRAME_MAX;
        }

        @Override
        public void frameBegan() {
            begun++;
        }

        @Override
        public void frameEnded() {
            ended++;
        }

        @Override
        public void onNoFrame(int why) {
            problem = why;
        }
    }
}
