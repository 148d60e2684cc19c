package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.peer.v1.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What travels between nodes arrives in order; within a connection all of it does. */
// Millions of frames and many reconnects: a load test.
@Tag("long")
class PeerLinksTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

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

    private TestPeer peer(long id, int loops) {
        return closing(new TestPeer(TestPeer.Plan.node(id, loops)));
    }

    private static void awaitOpen(TestPeer from, TestPeer to, int loops) {
        for (int loop = 0; loop < loops; loop++) {
            PeerLink link = from.link(to.id(), loop);
            await().atMost(PATIENCE).until(link::isOpen);
        }
    }

    @Test
    void everyFrameOfAConnectionArrivesOnceAndInOrderBothWaysOnEveryLoop() {
        long frames = 400_000;
        TestPeer a = peer(1, 2);
        TestPeer b = peer(2, 2);
        a.links.call(b.address());
        b.links.call(a.address());
        awaitOpen(a, b, 2);
        awaitOpen(b, a, 2);
        List<Traffic> all = new ArrayList<>();
        for (int loop = 0; loop < 2; loop++) {
            Traffic atA = closing(new Traffic(a, loop, 2));
            Traffic atB = closing(new Traffic(b, loop, 1));
            atA.sendTo(b, FrameKind.RELAY, frames);
            atB.sendTo(a, FrameKind.RELAY, frames);
            all.add(atA);
            all.add(atB);
        }
        all.forEach(Traffic::start);
        for (int i = 0; i < all.size(); i++) {
            Traffic traffic = all.get(i);
            Traffic.Heard heard = traffic.from(i % 2 == 0 ? 2 : 1);
            await().atMost(PATIENCE).until(() -> traffic.failure != null || heard.frames.get() == frames);
            assertThat(traffic.failure).isNull();
            assertThat(heard.gaps).hasValue(0);
        }
        assertThat(a.server().counters().frames()).isEqualTo(2 * frames);
        assertThat(a.link(2, 0).counters().framesSent()).isEqualTo(frames);
        assertThat(a.link(2, 0).counters().connections()).isEqualTo(1);
    }

    @Test
    void threeNodesGoOnInOrderThroughRestartsAndCuts() {
        long frames = 500_000;
        int disturbances = 5;
        TestPeer[] peers = {peer(1, 1), peer(2, 1), peer(3, 1)};
        CuttingProxy proxy = closing(new CuttingProxy(peers[1].port()));
        peers[0].links.call(new PeerAddress(2, "127.0.0.1", proxy.port()));
        peers[0].links.call(peers[2].address());
        peers[1].links.call(peers[0].address());
        peers[1].links.call(peers[2].address());
        peers[2].links.call(peers[0].address());
        peers[2].links.call(peers[1].address());
        List<Traffic> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Traffic traffic = closing(new Traffic(peers[i], 0, 1, 2, 3));
            for (int j = 0; j < 3; j++) {
                if (i != j) {
                    traffic.sendTo(peers[j], FrameKind.RELAY, Long.MAX_VALUE);
                }
            }
            all.add(traffic);
        }
        all.forEach(Traffic::start);
        for (int i = 1; i <= disturbances; i++) {
            long mark = frames / (disturbances + 1) * i;
            await().atMost(PATIENCE).until(() -> all.get(1).from(1).last.get() >= mark);
            proxy.cut();
            await().atMost(PATIENCE).until(() -> all.get(2).from(1).last.get() >= mark);
            peers[2].server().close();
            peers[2].serve();
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (i != j) {
                    Traffic traffic = all.get(i);
                    Traffic.Heard heard = traffic.from(j + 1);
                    LinkCounters counters = peers[j].link(i + 1, 0).counters();
                    await().atMost(PATIENCE).until(() -> traffic.failure != null || heard.last.get() > frames);
                    assertThat(traffic.failure).isNull();
                    assertThat(heard.gaps.get()).isLessThan(counters.connections());
                }
            }
        }
        assertThat(peers[0].link(2, 0).counters().connections()).isGreaterThan(disturbances);
        assertThat(peers[0].link(3, 0).counters().connections()).isGreaterThan(disturbances);
        assertThat(peers[1].link(1, 0).counters().connections()).isEqualTo(1);
        assertThat(all.get(0).from(2).gaps).hasValue(0);
    }

    @Test
    void nobodyConnectedMeansDroppedOrRefusedAndNeverQueued() {
        TestPeer a = peer(1, 1);
        TestPeer b = peer(2, 1);
        b.server().close();
        a.links.call(b.address());
        Traffic.Lane raft = new Traffic.Lane(a.link(2, 0), FrameKind.RAFT, 1);
        assertThat(send(raft.link, FrameKind.RAFT)).isFalse();
        assertThat(send(raft.link, FrameKind.RELAY)).isFalse();
        assertThat(raft.link.counters().raftDropped()).isEqualTo(1);
        assertThat(raft.link.counters().relayRefused()).isEqualTo(1);
        b.serve();
        await().atMost(PATIENCE).until(raft.link::isOpen);
        assertThat(send(raft.link, FrameKind.TUNNEL_BYTES)).isTrue();
        raft.link.flush();
        await().atMost(PATIENCE).until(() -> b.server().counters().frames() > 0);
        assertThat(b.server().counters().frames()).isEqualTo(1);
    }

    private static boolean send(PeerLink link, int kind) {
        return link.send(kind, 0, new UnsafeBuffer(new byte[8]), 0, 8);
    }

    @Test
    void aNewerConnectionOfTheSameNodeAndLoopTakesTheOldOnesPlace() {
        TestPeer b = peer(2, 1);
        TestPeer older = peer(1, 1);
        TestPeer newer = peer(1, 1);
        older.links.call(b.address());
        awaitOpen(older, b, 1);
        newer.links.call(b.address());
        awaitOpen(newer, b, 1);
        await().atMost(PATIENCE).until(() -> older.link(2, 0).counters().refusals() > 0);
        assertThat(b.server().counters().refusals(RefusalReason.REPLACED)).isPositive();
        older.links.forget(2);
        await().atMost(PATIENCE).until(() -> newer.link(2, 0).isOpen());
        await().atMost(PATIENCE).until(() -> status(b, 1).streamsIn() == 1);
    }

    @Test
    void healthTellsWhenEachNodeWasLastHeard() {
        TestPeer a = peer(1, 2);
        TestPeer b = peer(2, 2);
        a.links.call(b.address());
        b.links.call(a.address());
        await().atMost(PATIENCE)
                .until(() -> status(a, 2).streamsOut() == 2
                        && status(a, 2).streamsIn() == 2
                        && status(a, 2).roundTripNs() > 0);
        assertThat(status(a, 2).incarnation()).isEqualTo(1002);
        long before = status(a, 2).lastHeardNs();
        await().atMost(PATIENCE).until(() -> status(a, 2).lastHeardNs() > before);
        b.links.close();
        b.server().close();
        await().atMost(PATIENCE)
                .until(() -> status(a, 2).streamsOut() == 0 && status(a, 2).streamsIn() == 0);
        long after = status(a, 2).lastHeardNs();
        long attempts = a.link(2, 0).counters().attempts();
        await().atMost(PATIENCE).until(() -> a.link(2, 0).counters().attempts() > attempts + 2);
        assertThat(status(a, 2).lastHeardNs()).isEqualTo(after);
        assertThat(a.notices).anyMatch(text -> text.contains("Nothing answers where node 2 at 127.0.0.1:"));
    }

    private static PeerHealth.PeerStatus status(TestPeer at, long of) {
        return Objects.requireNonNullElse(
                at.parts.pulses().peer(of), new PeerHealth.PeerStatus(of, false, 0, 0, 0, 0, 0));
    }
}
