package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.runtime.LoopMailbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A slow or dead node costs its own link and nothing else. */
// Holds streams to time-outs of a few hundred milliseconds, which a busy machine does not keep.
@Tag("long")
class PeerIsolationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FRAME_MAX = 1_024;

    /** Small queues and mailboxes, so that they fill. */
    private static final PeerLimits SMALL = new PeerLimits(FRAME_MAX, 4_096, 16_384, 16_384, 16_384);

    private static final int MAILBOX = 16_384;

    private final List<AutoCloseable> open = new ArrayList<>();

    private <T extends AutoCloseable> T closing(T thing) {
        open.add(0, thing);
        return thing;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open) {
            thing.close();
        }
    }

    private TestPeer peer(long id, int loops, PeerTimes times) {
        return closing(new TestPeer(
                TestPeer.Plan.node(id, loops).limits(MAILBOX, SMALL).times(times)));
    }

    @Test
    void aLoopThatDoesNotReadStopsItsOwnStreamOnlyAndLosesNothing() {
        // Its silence is longer than the caller would bear; still the stream stays, for the node behind it lives.
        PeerTimes impatient = times(Duration.ofMillis(400));
        TestPeer a = peer(1, 2, impatient);
        TestPeer slow = peer(2, 2, impatient);
        TestPeer quick = peer(3, 2, TestPeer.TIMES);
        a.links.call(slow.address());
        a.links.call(quick.address());
        Traffic sleeper = closing(new Traffic(slow, 0, 1));
        Traffic awake = closing(new Traffic(slow, 1, 1));
        Traffic other = closing(new Traffic(quick, 0, 1));
        sleeper.listen(false);
        Traffic zero = closing(new Traffic(a, 0));
        Traffic one = closing(new Traffic(a, 1));
        Traffic.Lane stuck = zero.sendTo(slow, FrameKind.RELAY, Long.MAX_VALUE);
        zero.sendTo(quick, FrameKind.RELAY, Long.MAX_VALUE);
        one.sendTo(slow, FrameKind.RELAY, Long.MAX_VALUE);
        for (Traffic traffic : List.of(sleeper, awake, other, zero, one)) {
            traffic.start();
        }
        LinkCounters counters = stuck.link.counters();
        await().atMost(PATIENCE)
                .until(() -> slow.server().counters().holds() > 200 && counters.relayRefused() > 10_000);
        long taken = stuck.taken.get();
        long heardBySlow = awake.from(1).frames.get();
        long heardByQuick = other.from(1).frames.get();
        await().atMost(PATIENCE)
                .until(() -> awake.from(1).frames.get() > heardBySlow + 50_000
                        && other.from(1).frames.get() > heardByQuick + 50_000);
        assertThat(stuck.taken.get() - taken).as("taken while nobody reads").isLessThan(60_000);
        assertThat(sleeper.from(1).frames).hasValue(0);
        assertThat(counters.connections()).isEqualTo(1);
        sleeper.listen(true);
        long all = stuck.taken.get();
        await().atMost(PATIENCE)
                .until(() -> sleeper.failure != null || sleeper.from(1).last.get() > all);
        assertThat(sleeper.failure).isNull();
        assertThat(sleeper.from(1).gaps).hasValue(0);
        assertThat(counters.connections()).isEqualTo(1);
    }

    @Test
    void aNodeThatGoesSilentIsNoticedByBothSidesAndCalledAnew() {
        PeerTimes impatient = times(Duration.ofMillis(400));
        TestPeer a = peer(1, 1, impatient);
        TestPeer b = peer(2, 1, impatient);
        TestPeer c = peer(3, 1, TestPeer.TIMES);
        CuttingProxy proxy = closing(new CuttingProxy(b.port()));
        a.links.call(new PeerAddress(2, "127.0.0.1", proxy.port()));
        a.links.call(c.address());
        PeerLink toB = a.link(2, 0);
        await().atMost(PATIENCE).until(() -> toB.isOpen() && a.link(3, 0).isOpen());
        proxy.silence(true);
        await().atMost(PATIENCE).until(() -> !toB.isOpen());
        await().atMost(PATIENCE).until(() -> status(b, 1).streamsIn() == 0);
        proxy.silence(false);
        proxy.cut();
        await().atMost(PATIENCE).until(toB::isOpen);
        assertThat(a.notices).anyMatch(text -> text.startsWith("Nothing was heard from node 2 at 127.0.0.1:"));
        assertThat(b.notices).anyMatch(text -> text.startsWith("Nothing was heard from node 1 at "));
        assertThat(a.link(3, 0).counters().connections()).isEqualTo(1);
    }

    @Test
    void raftFramesAreDroppedAndCountedWhenTheOtherNodeIsSlow() {
        TestPeer a = peer(1, 1, TestPeer.TIMES);
        TestPeer b = peer(2, 1, TestPeer.TIMES);
        a.links.call(b.address());
        PeerLink link = a.link(2, 0);
        await().atMost(PATIENCE).until(link::isOpen);
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_MAX]);
        await().atMost(PATIENCE).until(() -> {
            for (int i = 0; i < 1_000; i++) {
                link.send(FrameKind.RAFT, 0, frame, 0, FRAME_MAX);
                link.flush();
            }
            return link.counters().raftDropped() > 100;
        });
        assertThat(link.counters().relayRefused()).isZero();
        assertThat(link.send(FrameKind.RELAY, 0, frame, 0, FRAME_MAX))
                .as("its share is its own")
                .isTrue();
    }

    @Test
    void frameLengthsAreHeldTo() {
        TestPeer a = peer(1, 1, TestPeer.TIMES);
        TestPeer b = peer(2, 1, TestPeer.TIMES);
        a.links.call(b.address());
        PeerLink link = a.link(2, 0);
        await().atMost(PATIENCE).until(link::isOpen);
        UnsafeBuffer frame = new UnsafeBuffer(new byte[FRAME_MAX + 1]);
        assertThatThrownBy(() -> link.send(FrameKind.RELAY, 0, frame, 0, FRAME_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(link.send(FrameKind.RELAY, 0, frame, 0, FRAME_MAX)).isTrue();
        assertThat(link.send(FrameKind.RELAY, 0, frame, 0, 0)).isTrue();
        link.flush();
        List<Integer> lengths = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            b.mailboxes[0].drain(
                    (kind, m, offset, length) ->
                            PeerMail.hear(m, offset, length, (node, k, partition, f, at, n) -> lengths.add(n)),
                    10);
            return lengths.size() == 2;
        });
        assertThat(lengths).containsExactly(FRAME_MAX, 0);
        assertThatThrownBy(() ->
                        new PeerMail(new LoopMailbox[] {new LoopMailbox(1_024)}, partition -> 0, SMALL.frameBytesMax()))
                .hasMessageContaining("less than a frame");
    }

    private static PeerTimes times(Duration silence) {
        PeerTimes usual = TestPeer.TIMES;
        return new PeerTimes(
                usual.ping(),
                silence,
                usual.handshake(),
                usual.backOffMin(),
                usual.backOffMax(),
                usual.mailboxRetry(),
                usual.notice());
    }

    private static PeerHealth.PeerStatus status(TestPeer at, long of) {
        return Objects.requireNonNull(at.parts.pulses().peer(of));
    }
}
