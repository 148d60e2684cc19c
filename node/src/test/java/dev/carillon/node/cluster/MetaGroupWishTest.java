package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.runtime.Clock;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What an operator hears of a wish at a node that does not lead the meta group. */
class MetaGroupWishTest {
    private static final int LEADER = 2;
    private static final long SECOND = 1_000_000_000L;
    private static final ClusterWish WISH = new ClusterWish(ClusterWish.Kind.PAUSE, List.of());

    private final ClusterState state = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                    4, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
            IntStream.rangeClosed(1, 3)
                    .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                    .toList()));
    private final Owners owners = new Owners(state.metaNumber() + 1);

    /** Wishes and answers; what else a node says is not asked for here. */
    private final List<byte[]> sent = new ArrayList<>();

    private final Peers peers = new OnlySent((node, kind, frame) -> {
        if (kind == FrameKind.WISH || kind == FrameKind.WISH_ANSWER) {
            sent.add(frame);
        }
    });

    private final ManualClock clock = new ManualClock();
    private final List<WishResult> heard = new ArrayList<>();
    private final MetaGroup group = new MetaGroup(
            1,
            new ClusterView(state, (bytes, durable) -> durable.run(), Format.NEWEST),
            owners,
            peers,
            clock,
            0,
            notice -> {},
            new MetaGroup.RecoveryListener() {
                @Override
                public void onBegun() {}

                @Override
                public void onApart(String words) {}
            });

    private void wish() {
        group.wish(WISH, (result, words) -> heard.add(result));
    }

    private void leaderIsKnown() {
        owners.heard(state.metaNumber(), 1, 1, LEADER);
    }

    @Test
    void withoutALeaderItIsNotNow() {
        wish();
        assertThat(heard).containsExactly(WishResult.NOT_NOW);
        assertThat(sent).isEmpty();
    }

    @Test
    void theLeadersAnswerIsPassedOn() {
        leaderIsKnown();
        for (WishResult result : WishResult.values()) {
            heard.clear();
            wish();
            answer(number(), (byte) result.code());
            assertThat(heard).containsExactly(result);
        }
    }

    /** A newer node may know results that this one does not. */
    @Test
    void anAnswerThatIsNotUnderstoodTellsNothing() {
        leaderIsKnown();
        for (byte code : new byte[] {4, 127, -1}) {
            heard.clear();
            wish();
            answer(number(), code);
            assertThat(heard).containsExactly(WishResult.UNKNOWN);
        }
    }

    @Test
    void whoeverDoesNotLeadSaysSo() {
        UnsafeBuffer frame = new UnsafeBuffer(frame(WISH));
        group.hear(3, FrameKind.WISH, frame, 0, frame.capacity());
        byte[] answer = sent.get(0);
        assertThat(ClusterFrames.result(new UnsafeBuffer(answer), 0, answer.length))
                .isEqualTo(WishResult.NOT_NOW);
    }

    @Test
    void aLeaderThatIsSilentLeavesItUnknown() {
        leaderIsKnown();
        wish();
        clock.ns += 14 * SECOND;
        group.look(clock.ns);
        assertThat(heard).isEmpty();
        clock.ns += SECOND;
        group.look(clock.ns);
        assertThat(heard).containsExactly(WishResult.UNKNOWN);
    }

    @Test
    void moreThanCanWaitAreNotNow() {
        leaderIsKnown();
        for (int i = 0; i < 64; i++) {
            wish();
        }
        assertThat(heard).isEmpty();
        wish();
        assertThat(heard).containsExactly(WishResult.NOT_NOW);
    }

    private void answer(long number, byte code) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[10]);
        frame.putLong(0, number, java.nio.ByteOrder.BIG_ENDIAN);
        frame.putByte(8, code);
        group.hear(LEADER, FrameKind.WISH_ANSWER, frame, 0, frame.capacity());
    }

    private static final class ManualClock implements Clock {
        private long ns = 1;

        @Override
        public long nowMs() {
            return ns / 1_000_000;
        }

        @Override
        public long nanoTime() {
            return ns;
        }
    }

    /** Under which the last wish was sent. */
    private long number() {
        byte[] bytes = sent.get(sent.size() - 1);
        return ClusterFrames.number(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** The frame of a wish, as another node would send it. */
    private byte[] frame(ClusterWish wish) {
        new ClusterFrames().wish(peers, 1, 4, 7, wish);
        return sent.remove(0);
    }
}
