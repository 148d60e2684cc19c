package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.boot.PeerSockets;
import dev.carillon.node.boot.PeerTls;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.runtime.Clock;
import dev.carillon.peer.v1.RefusalReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes know each other by certificates of their cluster's CA; each wrong one is refused, with a sentence on both sides. */
class PeerTlsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final TestAuthority CA = new TestAuthority();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open) {
            thing.close();
        }
    }

    private TestPeer peer(long id, BiFunction<Clock, PeerNotices, PeerTls> tls) {
        return peer(TestPeer.Plan.node(id, 1).tls(tls));
    }

    private TestPeer peer(TestPeer.Plan plan) {
        TestPeer peer = new TestPeer(plan);
        open.add(0, peer);
        return peer;
    }

    private static PeerLink call(TestPeer from, TestPeer to) {
        from.links.call(to.address());
        return from.link(to.id(), 0);
    }

    private static void awaitNotice(TestPeer at, String... parts) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(at.notices)
                        .anySatisfy(text -> assertThat(text).contains(parts).doesNotContain("Exception")));
    }

    @Test
    void nodesOfOneClusterExchangeFramesEncrypted() {
        long frames = 100_000;
        TestPeer a = peer(1, CA.node("carillon://test/1"));
        TestPeer b = peer(2, CA.node("carillon://test/2"));
        call(a, b);
        try (Traffic heard = new Traffic(b, 0, 1);
                Traffic sent = new Traffic(a, 0)) {
            sent.sendTo(b, FrameKind.RELAY, frames);
            heard.start();
            sent.start();
            await().atMost(PATIENCE)
                    .until(() -> heard.failure != null || heard.from(1).frames.get() == frames);
            assertThat(heard.failure).isNull();
            assertThat(heard.from(1).gaps).hasValue(0);
        }
    }

    @Test
    void aCertificateOfAnotherCaIsRefusedOnBothSides() {
        TestPeer a = peer(1, CA.node("carillon://test/1"));
        TestPeer b = peer(2, new TestAuthority().node("carillon://test/2"));
        PeerLink toB = call(a, b);
        PeerLink toA = call(b, a);
        awaitNotice(a, "The certificate of node 2 of cluster test was not issued by this cluster's CA");
        awaitNotice(b, "The certificate of node 1 of cluster test was not issued by this cluster's CA");
        awaitNotice(a, "node 2 at 127.0.0.1:", "was called and not trusted");
        assertNeverOpened(toB, toA);
    }

    @Test
    void anExpiredCertificateIsRefusedAndItsOwnerTold() {
        TestPeer good = peer(1, CA.node("carillon://test/1"));
        TestPeer late = peer(2, CA.expiredNode("carillon://test/2"));
        PeerLink toLate = call(good, late);
        PeerLink toGood = call(late, good);
        awaitNotice(good, "The certificate of node 2 of cluster test expired on", "carillon cert renew");
        awaitNotice(late, "node 1 at 127.0.0.1:", "does not accept this node's certificate");
        assertNeverOpened(toLate, toGood);
    }

    @Test
    void aCertificateOfAnotherNodeIsRefusedWithAReasonBothCanRead() {
        TestPeer liar = peer(1, CA.node("carillon://test/7"));
        TestPeer b = peer(2, CA.node("carillon://test/2"));
        PeerLink link = call(liar, b);
        String sentence = "says that it is node 1 of cluster test and shows the certificate of node 7 of cluster test";
        awaitNotice(b, "WRONG_IDENTITY", sentence);
        awaitNotice(liar, "refused this node (WRONG_IDENTITY)", sentence);
        assertThat(b.server().counters().refusals(RefusalReason.WRONG_IDENTITY)).isPositive();
        assertNeverOpened(link);
    }

    @Test
    void anAnswererWithTheCertificateOfAnotherNodeGetsNoFrames() {
        TestPeer a = peer(1, CA.node("carillon://test/1"));
        TestPeer impostor = peer(2, CA.node("carillon://test/7"));
        PeerLink link = call(a, impostor);
        awaitNotice(a, "shows the certificate of node 7 of cluster test, not of node 2 of cluster test");
        await().atMost(PATIENCE).until(() -> link.counters().refusals() > 1);
        assertNeverOpened(link);
    }

    @Test
    void aCertificateOfAnotherClusterIsRefusedEvenOfTheSameCa() {
        TestPeer a = peer(1, CA.node("carillon://other/1"));
        TestPeer b = peer(2, CA.node("carillon://test/2"));
        PeerLink link = call(a, b);
        awaitNotice(b, "shows the certificate of node 1 of cluster other");
        assertNeverOpened(link);
    }

    @Test
    void aCertificateThatNamesNoNodeOrIsForSomethingElseIsRefused() {
        TestPeer b = peer(2, CA.node("carillon://test/2"));
        PeerLink nameless = call(peer(1, CA.node("https://test/1")), b);
        awaitNotice(b, "shows the certificate of no node");
        PeerLink forServersOnly =
                call(peer(3, CA.node("carillon://test/3", each -> each.addExtendedKeyUsageServerAuth())), b);
        awaitNotice(b, "The certificate of node 3 of cluster test is not meant for a node");
        assertNeverOpened(nameless, forServersOnly);
    }

    @Test
    void plaintextAndTlsDoNotMeet() {
        TestPeer plain = peer(TestPeer.Plan.node(1, 1));
        TestPeer secure = peer(2, CA.node("carillon://test/2"));
        PeerLink toSecure = call(plain, secure);
        PeerLink toPlain = call(secure, plain);
        awaitNotice(plain, "node 2 at 127.0.0.1:");
        awaitNotice(secure, "No encrypted connection to node 1 at 127.0.0.1:", "Do both nodes use certificates?");
        assertNeverOpened(toSecure, toPlain);
    }

    @Test
    void plaintextStaysOnLoopbackUnlessToldOtherwise() {
        TestPeer plain = peer(TestPeer.Plan.node(1, 1));
        assertThatThrownBy(() -> plain.parts.network().server(new InetSocketAddress("0.0.0.0", 0)))
                .hasMessageContaining("without encryption")
                .hasMessageContaining("--plaintext");
        assertThatThrownBy(() -> plain.links.call(new PeerAddress(2, "192.0.2.1", 7490)))
                .hasMessageContaining("192.0.2.1 would be spoken to without encryption");
        assertThatThrownBy(() -> plain.links.call(new PeerAddress(2, "node2.example", 7490)))
                .hasMessageContaining("node2.example");
        assertThat(plain.links.link(2, 0)).isNull();
        plain.parts.network().checkCall("::1", 1);
        plain.parts.network().checkCall("localhost", 1);
        TestPeer secure = peer(2, CA.node("carillon://test/2"));
        secure.parts.network().server(new InetSocketAddress("0.0.0.0", 0));
        secure.parts.network().checkCall("node2.example", 1);
        PeerSockets trusting = new PeerSockets(Thread::new, null, true);
        open.add(trusting);
        trusting.server(new InetSocketAddress("0.0.0.0", 0));
    }

    private static void assertNeverOpened(PeerLink... links) {
        for (PeerLink link : links) {
            assertThat(link.isOpen()).isFalse();
            assertThat(link.counters().connections()).isZero();
        }
    }
}
