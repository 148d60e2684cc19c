package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.carillon.peer.v1.Frames;
import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.Packet;
import dev.carillon.peer.v1.PeerGrpc;
import dev.carillon.peer.v1.Ping;
import dev.carillon.peer.v1.RefusalReason;
import dev.carillon.protocol.peer.NodeIdentity;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each reason for which a node does not speak with another, and what both then say. */
class PeerHandshakeTest {
    private final TestPeer answerer = new TestPeer(TestPeer.Plan.node(2, 1));
    private final RawCaller caller = new RawCaller(answerer);

    @AfterEach
    void close() {
        caller.close();
        answerer.close();
    }

    @Test
    void aGoodHelloIsWelcomed() {
        caller.hello(hello -> hello);
        Packet welcome = caller.next();
        assertThat(welcome.getWelcome().getVersion()).isEqualTo(1);
        assertThat(welcome.getWelcome().getNodeId()).isEqualTo(2);
        assertThat(welcome.getWelcome().getIncarnation()).isEqualTo(1002);
    }

    @Test
    void aNewerNodeSpeaksTheOlderVersion() {
        caller.hello(hello -> hello.setVersionMax(9));
        assertThat(caller.next().getWelcome().getVersion()).isEqualTo(1);
    }

    @Test
    void anotherClusterIsRefused() {
        caller.hello(hello -> hello.setClusterId("other"));
        refused(RefusalReason.WRONG_CLUSTER, "belongs to the cluster other, node 2 to test");
    }

    @Test
    void aClusterIdThatIsNoneIsNotRepeatedIntoLogs() {
        caller.hello(hello -> hello.setClusterId("a\nb"));
        refused(RefusalReason.WRONG_CLUSTER, "a cluster without a proper ID");
    }

    @Test
    void whoReachedAnotherNodeThanItCalledIsTold() {
        caller.hello(hello -> hello.setAnswererNodeId(3));
        refused(RefusalReason.WRONG_ANSWERER, "called node 3 and reached node 2");
    }

    @Test
    void aNodeWithTheSameIdIsRefused() {
        caller.hello(hello -> hello.setNodeId(2));
        refused(RefusalReason.WRONG_IDENTITY, "must not have the same ID");
    }

    /** A node whose disk was wiped welcomes everybody; it must not count as alive. */
    @Test
    void whoWelcomesInAnotherLifeIsNotSpokenTo() {
        try (TestPeer other = new TestPeer(TestPeer.Plan.node(1, 1))) {
            other.evicted = (node, incarnation) -> node == 2 && incarnation == 1002;
            other.links.call(new PeerAddress(2, "127.0.0.1", answerer.port()));
            await().untilAsserted(() -> assertThat(other.notices)
                    .anySatisfy(text -> assertThat(text).contains("another life of node 2")));
            PeerLink link = other.links.link(2, 0);
            assertThat(link).isNotNull();
            assertThat(link.isOpen()).isFalse();
            assertThat(other.parts.pulses().of(2).status().heard()).isFalse();
        }
    }

    @Test
    void strangersAreRefused() {
        caller.hello(hello -> hello.setNodeId(100));
        refused(RefusalReason.NOT_A_MEMBER, "no member of the cluster test");
    }

    /** One that comes for the first time asks before it has a life; asking must not become its first one. */
    @Test
    void aNodeThatIsAboutToComeIsToldOfTheClusterAndAStrangerIsNot() {
        ClusterReading.Said said = ask("test", 1);
        assertThat(said.state()).isEqualTo(answerer.cluster());
        answerer.evicted = (node, incarnation) -> incarnation == 0;
        assertThat(ask("test", 1).state()).isNotNull();
        assertThat(ask("test", 100).why()).contains("Node 100 is no member of the cluster test. Add it first.");
        assertThat(ask("other", 1).why()).contains("belongs to the cluster other");
        int port = answerer.port();
        answerer.server().close();
        assertThat(ask("test", 1).why()).isEqualTo("No node answers at 127.0.0.1:" + port + ".");
    }

    private ClusterReading.Said ask(String cluster, int node) {
        return ClusterReading.ask(answerer.network(), new NodeIdentity(cluster, node), "127.0.0.1", answerer.port());
    }

    @Test
    void anEvictedLifeIsRefusedForEverAndANewOneIsNot() {
        answerer.evicted = (node, incarnation) -> incarnation == 1001;
        caller.hello(hello -> hello);
        refused(RefusalReason.EVICTED, "empty data folder");
        try (RawCaller again = new RawCaller(answerer)) {
            again.hello(hello -> hello.setIncarnation(1002));
            assertThat(again.next().hasWelcome()).isTrue();
        }
    }

    @Test
    void versionsWithoutACommonOneAreRefused() {
        caller.hello(hello -> hello.setVersionMin(2).setVersionMax(3));
        refused(RefusalReason.NO_COMMON_VERSION, "speaks the versions 2 to 3");
    }

    @Test
    void aLoopBeyondTheLimitIsRefused() {
        caller.hello(hello -> hello.setLoop(PeerLimits.LOOP_MAX + 1));
        refused(RefusalReason.MALFORMED, "a loop up to 255");
    }

    @Test
    void framesBeforeHelloAreRefused() {
        caller.send(Packet.newBuilder().setFrames(Frames.getDefaultInstance()));
        refused(RefusalReason.MALFORMED, "A stream begins with Hello, not with FRAMES");
    }

    @Test
    void aSecondHelloIsRefused() {
        caller.hello(hello -> hello);
        assertThat(caller.next().hasWelcome()).isTrue();
        caller.hello(hello -> hello);
        refused(RefusalReason.MALFORMED, "does not send HELLO here");
    }

    @Test
    void damagedBatchesEndTheStreamAndHandNothingWrongOver() {
        damaged("A batch ends within a frame's header.", 1, 0, 0, 0);
        damaged("A frame is longer than its batch.", 1, 0, 0, 0, 0, 0, 0, 0, 2, 7);
        damaged("A frame is longer than its batch.", 1, 0, 0, 0, 0, 255, 255, 255, 255, 7);
        damaged("There is no kind of frame 99.", 99, 0, 0, 0, 0, 0, 0, 0, 0);
        damaged("There is no kind of frame 0.", 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(answerer.mailboxes[0].isEmpty()).isTrue();
    }

    private void damaged(String text, int... bytes) {
        byte[] batch = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            batch[i] = (byte) bytes[i];
        }
        try (RawCaller own = new RawCaller(answerer)) {
            own.hello(hello -> hello);
            assertThat(own.next().hasWelcome()).isTrue();
            own.send(Packet.newBuilder().setFrames(Frames.newBuilder().setBatch(ByteString.copyFrom(batch))));
            Packet refusal = own.next();
            assertThat(refusal.getRefusal().getText()).isEqualTo(text);
            assertThat(refusal.getRefusal().getReason()).isEqualTo(RefusalReason.MALFORMED);
        }
    }

    @Test
    void pingsAreAnsweredWithTheirNumber() {
        caller.hello(hello -> hello);
        assertThat(caller.next().hasWelcome()).isTrue();
        caller.send(Packet.newBuilder().setPing(Ping.newBuilder().setNumber(77)));
        Packet packet = caller.next();
        assertThat(packet.getPong().getNumber()).isEqualTo(77);
    }

    @Test
    void whoSaysNothingIsNotWaitedForForEver() {
        PeerTimes usual = TestPeer.TIMES;
        PeerTimes hasty = new PeerTimes(
                usual.ping(),
                usual.silence(),
                Duration.ofMillis(50),
                usual.backOffMin(),
                usual.backOffMax(),
                usual.mailboxRetry(),
                usual.notice());
        try (TestPeer impatient = new TestPeer(TestPeer.Plan.node(3, 1).times(hasty));
                RawCaller silent = new RawCaller(impatient)) {
            assertThat(silent.next().getRefusal().getText()).isEqualTo("There was no Hello in time.");
        }
    }

    @Test
    void aNodeThatStopsSaysSo() {
        caller.hello(hello -> hello);
        assertThat(caller.next().hasWelcome()).isTrue();
        answerer.server().close();
        Packet packet = caller.next();
        assertThat(packet.getRefusal().getReason()).isEqualTo(RefusalReason.STOPPING);
    }

    @Test
    void aLinkThatIsRefusedSaysWhyOnceCountsAndKeepsTrying() {
        try (TestPeer wrong = new TestPeer(TestPeer.Plan.node(1, 1).cluster("other"))) {
            wrong.links.call(answerer.address());
            PeerLink link = wrong.link(2, 0);
            await().atMost(Duration.ofMinutes(1)).until(() -> link.counters().refusals() > 3);
            assertThat(link.isOpen()).isFalse();
            assertThat(link.counters().connections()).isZero();
            assertThat(wrong.notices).hasSize(1);
            assertThat(wrong.notices.get(0))
                    .contains("refused this node (WRONG_CLUSTER)", "Mend the address that it calls.");
            assertThat(answerer.notices).hasSize(1);
            assertThat(answerer.server().counters().refusals(RefusalReason.WRONG_CLUSTER))
                    .isGreaterThan(2);
        }
    }

    private void refused(RefusalReason reason, String text) {
        Packet packet = caller.next();
        assertThat(packet.getRefusal().getReason()).isEqualTo(reason);
        assertThat(packet.getRefusal().getText()).contains(text);
        assertThat(caller.ended).succeedsWithin(1, TimeUnit.MINUTES);
        assertThat(answerer.server().counters().refusals(reason)).isEqualTo(1);
        assertThat(answerer.notices).hasSize(1);
        assertThat(answerer.notices.get(0)).contains(reason.name(), text);
        assertThat(answerer.parts.pulses().peer(1) == null
                        || answerer.parts.pulses().peer(1).streamsIn() == 0)
                .isTrue();
    }

    /** Says what it is told to say. */
    private static final class RawCaller implements AutoCloseable {
        private final ManagedChannel channel;
        private final StreamObserver<Packet> out;
        private final LinkedBlockingQueue<Packet> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();

        RawCaller(TestPeer peer) {
            channel = peer.parts.network().channel("127.0.0.1", peer.port()).build();
            out = PeerGrpc.newStub(channel).link(new StreamObserver<>() {
                @Override
                public void onNext(Packet packet) {
                    heard.add(packet);
                }

                @Override
                public void onError(Throwable cause) {
                    ended.completeExceptionally(cause);
                }

                @Override
                public void onCompleted() {
                    ended.complete(null);
                }
            });
        }

        void hello(UnaryOperator<Hello.Builder> change) {
            send(Packet.newBuilder()
                    .setHello(change.apply(Hello.newBuilder()
                            .setVersionMin(1)
                            .setVersionMax(1)
                            .setClusterId(TestPeer.CLUSTER)
                            .setAnswererNodeId(2)
                            .setNodeId(1)
                            .setIncarnation(1001))));
        }

        void send(Packet.Builder packet) {
            out.onNext(packet.build());
        }

        /** The next packet that is no ping; those come when they like. */
        Packet next() {
            try {
                Packet packet = heard.poll(1, TimeUnit.MINUTES);
                while (packet != null && packet.hasPing()) {
                    packet = heard.poll(1, TimeUnit.MINUTES);
                }
                if (packet == null) {
                    throw new AssertionError("nothing was heard");
                }
                return packet;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
