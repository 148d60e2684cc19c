package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.cluster.FrameKind;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a link says it has room for is what it takes, from before it stands until it has emptied itself. */
class LinkRoomTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The queue takes two of them, and a little. */
    private static final int FRAME_MAX = 1_000;

    private static final PeerLimits LIMITS = new PeerLimits(FRAME_MAX, 4_096, 16_384, 2_200, 16_384);

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_MAX + 1]);

    @Test
    void aLinkTakesWhatItSays() {
        try (TestPeer a = peer(1);
                TestPeer b = peer(2)) {
            a.links.call(b.address());
            PeerLink link = a.link(2, 0);
            LoopPeers peers =
                    new LoopPeers(a.links, new PeerSilence(a.parts.pulses(), a.parts.clock(), PATIENCE, PATIENCE), 0);
            await().atMost(PATIENCE).until(link::isOpen);
            assertThat(peers.room(3)).as("to a node that is not known").isZero();
            assertThat(peers.room(2)).isEqualTo(FRAME_MAX);
            // Nothing leaves before it is flushed.
            assertThat(send(peers, FRAME_MAX)).isTrue();
            assertThat(peers.room(2)).isEqualTo(FRAME_MAX);
            assertThat(send(peers, FRAME_MAX)).isTrue();
            int left = (int) peers.room(2);
            assertThat(left).isEqualTo(2_200 - 2 * FRAME_MAX - 3 * FrameBatch.HEADER);
            assertThat(send(peers, left + 1)).isFalse();
            assertThat(send(peers, left)).isTrue();
            assertThat(peers.room(2)).isZero();
            peers.flush();
            await().atMost(PATIENCE).until(() -> peers.room(2) == FRAME_MAX);
            b.server().close();
            await().atMost(PATIENCE).until(() -> !link.isOpen());
            assertThat(peers.room(2)).isZero();
        }
    }

    private static TestPeer peer(long id) {
        return new TestPeer(TestPeer.Plan.node(id, 1).limits(1 << 16, LIMITS));
    }

    private boolean send(LoopPeers peers, int length) {
        return peers.send(2, FrameKind.RELAY, 0, frame, 0, length);
    }
}
