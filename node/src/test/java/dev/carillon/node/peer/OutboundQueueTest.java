package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.cluster.FrameKind;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The limits of a queue, byte by byte. */
class OutboundQueueTest {
    private static final int FRAME = 91; // 100 with its header
    private static final PeerLimits LIMITS = new PeerLimits(500, 250, 1_000, 600, 509);
    private final OutboundQueue queue = new OutboundQueue(LIMITS);
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[1_000]);

    @Test
    void eachShareTakesItsBytesAndNoByteMore() {
        for (int i = 0; i < 10; i++) {
            assertThat(add(FrameKind.RAFT, FRAME)).isTrue();
        }
        assertThat(add(FrameKind.RAFT, 0)).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(add(FrameKind.RELAY, FRAME)).isTrue();
        }
        assertThat(add(FrameKind.MOVED, FRAME + 1)).isFalse();
        assertThat(add(FrameKind.RELAY_WORD, FRAME)).isTrue();
        assertThat(add(FrameKind.RELAY_WORD, 0)).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(add(FrameKind.TUNNEL_BYTES, FRAME)).isTrue();
        }
        assertThat(add(FrameKind.TUNNEL_OPEN, FRAME + 10)).isFalse();
        assertThat(add(FrameKind.TUNNEL_CREDIT, FRAME + 9)).isTrue();
        assertThat(add(FrameKind.TUNNEL_CLOSE, 0)).isFalse();
    }

    @Test
    void whatLeftMakesRoomInItsOwnShareOnly() {
        for (int i = 0; i < 10; i++) {
            add(FrameKind.RAFT, FRAME);
        }
        for (int i = 0; i < 6; i++) {
            add(FrameKind.RELAY, FRAME);
        }
        queue.seal();
        FrameBatch first = Objects.requireNonNull(queue.poll());
        assertThat(first.length()).isEqualTo(200);
        assertThat(add(FrameKind.RELAY, 0)).isFalse();
        assertThat(add(FrameKind.RAFT, FRAME)).isTrue();
        assertThat(add(FrameKind.RAFT, FRAME)).isTrue();
        assertThat(add(FrameKind.RAFT, 0)).isFalse();
    }

    @Test
    void tunnelsThatWaitTakeNothingFromTheOthersAndTheirRoomComesBack() {
        for (int i = 0; i < 5; i++) {
            add(FrameKind.TUNNEL_BYTES, FRAME);
        }
        assertThat(add(FrameKind.TUNNEL_BYTES, FRAME)).isFalse();
        for (int i = 0; i < 6; i++) {
            assertThat(add(FrameKind.RELAY, FRAME)).isTrue();
        }
        queue.seal();
        assertThat(length(queue)).isEqualTo(200);
        assertThat(add(FrameKind.TUNNEL_BYTES, FRAME)).isTrue();
        assertThat(add(FrameKind.TUNNEL_BYTES, FRAME)).isTrue();
        assertThat(add(FrameKind.TUNNEL_BYTES, FRAME)).isFalse();
        assertThat(add(FrameKind.RELAY, 0)).isFalse();
    }

    /** With its header each frame takes more than its own bytes. */
    @Test
    void whatAShareHasRoomForIsWhatItTakes() {
        for (int kind : new int[] {FrameKind.RAFT, FrameKind.RELAY, FrameKind.TUNNEL_BYTES}) {
            assertThat(add(kind, FRAME)).isTrue();
            int room = (int) queue.room(kind);
            assertThat(room).isEqualTo(shareOf(kind) - FRAME - 2 * FrameBatch.HEADER);
            assertThat(add(kind, room + 1)).isFalse();
            assertThat(add(kind, room)).isTrue();
            assertThat(queue.room(kind)).isZero();
        }
        queue.seal();
        // The first batch has the first frame alone: the second was too long for it.
        assertThat(length(queue)).isEqualTo(100);
        assertThat(queue.room(FrameKind.RAFT)).isEqualTo(91);
        assertThat(queue.room(FrameKind.RELAY)).isZero();
    }

    private static int shareOf(int kind) {
        return switch (kind) {
            case FrameKind.RAFT -> LIMITS.raftBytesMax();
            case FrameKind.RELAY -> LIMITS.relayBytesMax();
            default -> LIMITS.tunnelBytesMax();
        };
    }

    @Test
    void whileNoBatchCanFollowThereIsRoomInTheOpenOneOnly() {
        OutboundQueue large = new OutboundQueue(new PeerLimits(500, 250, 1 << 20, 1 << 20, 1 << 20));
        for (int i = 0; i < PeerLimits.BATCHES_MAX; i++) {
            large.add(FrameKind.RAFT, 0, frame, 0, 0);
            large.seal();
        }
        large.add(FrameKind.RELAY, 0, frame, 0, FRAME);
        assertThat(large.room(FrameKind.RELAY)).isEqualTo(141);
        assertThat(large.add(FrameKind.RELAY, 0, frame, 0, 142)).isFalse();
        assertThat(large.add(FrameKind.RELAY, 0, frame, 0, 141)).isTrue();
        assertThat(large.room(FrameKind.RELAY)).isZero();
        large.poll();
        assertThat(large.room(FrameKind.RELAY)).isGreaterThan(1 << 19);
    }

    @Test
    void batchesCloseAtTheirLimitAndALongFrameHasOneOfItsOwn() {
        add(FrameKind.RAFT, FRAME);
        add(FrameKind.RAFT, 500);
        add(FrameKind.RAFT, FRAME);
        queue.seal();
        assertThat(length(queue)).isEqualTo(100);
        assertThat(length(queue)).isEqualTo(509);
        assertThat(length(queue)).isEqualTo(100);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void nothingLeavesBeforeItIsSealed() {
        add(FrameKind.RELAY, FRAME);
        assertThat(queue.poll()).isNull();
        assertThat(queue.seal()).isTrue();
        assertThat(Objects.requireNonNull(queue.poll()).frames()).isEqualTo(1);
    }

    @Test
    void batchesAreCountedTooAndWhatFindsNoPlaceStaysForALaterOne() {
        OutboundQueue large = new OutboundQueue(new PeerLimits(500, 250, 1 << 20, 1 << 20, 1 << 20));
        for (int i = 0; i < PeerLimits.BATCHES_MAX; i++) {
            assertThat(large.add(FrameKind.RAFT, 0, frame, 0, 0)).isTrue();
            assertThat(large.seal()).isTrue();
        }
        assertThat(large.add(FrameKind.RAFT, 7, frame, 0, 0)).isTrue();
        assertThat(large.seal()).isFalse();
        assertThat(large.poll()).isNotNull();
        assertThat(large.seal()).isTrue();
    }

    @Test
    void limitsThatCouldNeverTakeAFrameAreRefused() {
        assertThatThrownBy(() -> new PeerLimits(1_000, 100, 1_000, 5_000, 5_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeerLimits(1_000, 100, 5_000, 5_000, 1_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int length(OutboundQueue from) {
        return Objects.requireNonNull(from.poll()).length();
    }

    private boolean add(int kind, int length) {
        return queue.add(kind, 3, frame, 0, length);
    }
}
