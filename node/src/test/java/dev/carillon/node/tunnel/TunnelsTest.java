package dev.carillon.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.delivery.Metric;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Tunnels between two nodes: what goes through, what waits, and what ends them. */
class TunnelsTest {
    private static final TunnelLimits SMALL = new TunnelLimits(100, 300, 500, 3, 2_000, 5_000, 8_000);

    private final TwoNodes nodes = new TwoNodes(SMALL);
    private final TwoNodes.Side edge = nodes.edge;
    private final TwoNodes.Side owner = nodes.owner;

    @Test
    void framesGoBothWaysInOrder() {
        long session = nodes.opened();
        assertThat(session).isNegative();
        edge.fromClient(7, "a;");
        edge.fromClient(7, "bb;");
        assertThat(owner.fromSession(session, "welcome;")).isTrue();
        assertThat(owner.fromSession(session, "x;")).isTrue();
        nodes.carry();
        assertThat(owner.said(session)).isEqualTo("hello;a;bb;");
        assertThat(edge.heard(7)).isEqualTo("welcome;x;");
        assertThat(edge.count(Metric.TUNNEL_BYTES_OUT)).isEqualTo(5);
        assertThat(edge.count(Metric.TUNNEL_BYTES_IN)).isEqualTo(10);
        nodes.pass(60_000);
        assertThat(edge.ends).isEmpty();
        assertThat(owner.gone).isEmpty();
        assertThat(edge.count(Metric.TUNNELS)).isEqualTo(1);
        assertThat(owner.count(Metric.SESSIONS_TUNNELLED)).isEqualTo(1);
    }

    @Test
    void theBytesAreThoseOfTheSpecification() {
        edge.open(7, "H");
        assertThat(hex(edge)).isEqualTo("12" + "00000000000003e8" + "48");
        nodes.carry();
        edge.fromClient(7, "ab");
        assertThat(hex(edge)).isEqualTo("13" + "00000000000003e8" + "00" + "0000000000000000" + "6162");
        nodes.carry();
        owner.fromSession(-1, "c");
        assertThat(hex(owner)).isEqualTo("13" + "00000000000003e8" + "01" + "0000000000000000" + "63");
        nodes.step(owner, edge);
        nodes.nowNs += 300 * TwoNodes.MS;
        edge.tunnels.look(nodes.nowNs);
        assertThat(hex(edge)).isEqualTo("14" + "00000000000003e8" + "00" + "0000000000000001" + "0000000000000001");
        edge.link.clear();
        edge.tunnels.entrances().closed(7);
        assertThat(hex(edge)).isEqualTo("15" + "00000000000003e8" + "00" + "00");
    }

    private static String hex(TwoNodes.Side of) {
        return HexFormat.of().formatHex(Objects.requireNonNull(of.link.peek()));
    }

    @Test
    void aSlowClientMakesItsSessionWaitAndHoldsOneWindow() {
        long session = nodes.opened();
        edge.room.put(7L, 0);
        int sent = 0;
        while (owner.fromSession(session, "0123456789")) {
            sent += 10;
            nodes.pass(300);
        }
        assertThat(sent).isEqualTo(SMALL.windowBytes());
        assertThat(edge.count(Metric.TUNNEL_BYTES_HELD)).isEqualTo(sent);
        nodes.pass(60_000);
        assertThat(edge.ends).as("what is held here has arrived").isEmpty();
        edge.room.put(7L, 55);
        edge.tunnels.entrances().writable(7);
        nodes.carry();
        assertThat(edge.heard(7)).hasSize(50);
        assertThat(owner.woken).containsExactly(session);
        edge.room.put(7L, Integer.MAX_VALUE);
        edge.tunnels.entrances().writable(7);
        assertThat(owner.fromSession(session, "end")).isTrue();
        nodes.carry();
        assertThat(edge.heard(7)).hasSize(103).endsWith("89end");
        nodes.pass(100);
        assertThat(edge.count(Metric.TUNNEL_BYTES_HELD)).isZero();
    }

    @Test
    void aLinkWithoutRoomMakesTheSessionWait() {
        long session = nodes.opened();
        owner.noRoom = true;
        assertThat(owner.fromSession(session, "x;")).isFalse();
        owner.tunnels.work(nodes.nowNs);
        assertThat(owner.tunnels.nextDeadlineNs()).isEqualTo(nodes.nowNs + TunnelLimits.RETRY_NS);
        owner.noRoom = false;
        nodes.pass(50);
        assertThat(owner.woken).containsExactly(session);
        assertThat(owner.tunnels.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aClientIsNotReadWhileItsFramesWaitAndTheyKeepTheirOrder() {
        long session = nodes.opened();
        edge.noRoom = true;
        edge.fromClient(7, "a;");
        assertThat(edge.unwanted).containsExactly(7L);
        edge.noRoom = false;
        edge.fromClient(7, "b;");
        assertThat(edge.link).isEmpty();
        nodes.pass(100);
        assertThat(owner.said(session)).isEqualTo("hello;a;b;");
        assertThat(edge.unwanted).isEmpty();
    }

    @Test
    void theWindowHoldsTowardsTheOwnerToo() {
        long session = nodes.opened();
        for (int i = 0; i < 15; i++) {
            edge.fromClient(7, "0123456789");
        }
        assertThat(edge.waiting(FrameKind.TUNNEL_BYTES)).isEqualTo(10);
        assertThat(edge.unwanted).containsExactly(7L);
        nodes.carry();
        assertThat(owner.said(session)).hasSize(6 + 150);
        assertThat(edge.unwanted).isEmpty();
    }

    @Test
    void whoSendsMoreThanMayWaitIsRefused() {
        long session = nodes.opened();
        edge.noRoom = true;
        edge.fromClient(7, "0".repeat(300));
        assertThat(edge.ends).isEmpty();
        edge.noRoom = false;
        edge.fromClient(7, "1");
        assertThat(edge.ends).containsExactly("7 refused");
        assertThat(edge.unwanted).isEmpty();
        nodes.pass(100);
        assertThat(owner.gone).containsExactly(session);
        assertThat(edge.count(Metric.TUNNELS)).isZero();
        assertThat(edge.count(Metric.TUNNEL_BYTES_HELD)).isZero();
    }

    @Test
    void allThatWaitsTogetherHasALimitAndThenNoneIsOpened() {
        nodes.opened();
        edge.open(8, "hello;");
        nodes.carry();
        edge.noRoom = true;
        edge.fromClient(7, "0".repeat(300));
        edge.fromClient(8, "0".repeat(200));
        assertThat(edge.open(9, "hello;")).isEqualTo(TunnelEntrances.Opening.FULL);
        edge.fromClient(8, "1");
        assertThat(edge.ends).containsExactly("8 refused");
        edge.noRoom = false;
        assertThat(edge.open(9, "hello;")).isEqualTo(TunnelEntrances.Opening.OPENED);
    }

    @Test
    void tunnelsAreCountedAtBothEnds() {
        for (int client = 1; client <= 3; client++) {
            assertThat(edge.open(client, "hello;")).isEqualTo(TunnelEntrances.Opening.OPENED);
        }
        assertThat(edge.open(4, "hello;")).isEqualTo(TunnelEntrances.Opening.FULL);
        nodes.carry();
        edge.anotherLife(SMALL, 9_000);
        assertThat(edge.open(5, "hello;")).isEqualTo(TunnelEntrances.Opening.OPENED);
        nodes.carry();
        assertThat(edge.ends).as("the owner has three of the life before").containsExactly("5 refused");
    }

    @Test
    void aHoleEndsBothEndsAndIsNobodysFault() {
        long session = nodes.opened();
        edge.fromClient(7, "a;");
        nodes.loseAll();
        edge.fromClient(7, "b;");
        nodes.carry();
        assertThat(owner.said(session)).isEqualTo("hello;");
        assertThat(owner.gone).containsExactly(session);
        assertThat(edge.ends).containsExactly("7 comes back");
        assertThat(owner.count(Metric.TUNNEL_FRAMES_BAD)).isZero();

        long second = nodes.opened();
        owner.fromSession(second, "a;");
        nodes.loseAll();
        owner.fromSession(second, "b;");
        nodes.carry();
        assertThat(edge.heard(7)).isEmpty();
        assertThat(edge.ends).hasSize(2).endsWith("7 comes back");
        assertThat(owner.gone).containsExactly(session, second);
        assertThat(edge.count(Metric.TUNNELS_BROKEN)).isEqualTo(2);
    }

    @Test
    void theLastFrameThatIsLostIsFoundOutInTime() {
        long session = nodes.opened();
        edge.fromClient(7, "a;");
        nodes.loseAll();
        nodes.pass(1_900);
        assertThat(edge.ends).isEmpty();
        nodes.pass(400);
        assertThat(edge.ends).containsExactly("7 comes back");
        assertThat(owner.gone).containsExactly(session);

        long second = nodes.opened();
        owner.fromSession(second, "a;");
        nodes.loseAll();
        nodes.pass(2_400);
        assertThat(owner.gone).containsExactly(session, second);
        assertThat(edge.ends).hasSize(2).endsWith("7 comes back");
    }

    @Test
    void aDeadNodeIsNotWaitedFor() {
        long session = nodes.opened();
        edge.otherIsDown = true;
        nodes.pass(50);
        assertThat(edge.ends).containsExactly("7 comes back");
        assertThat(edge.open(8, "hello;")).isEqualTo(TunnelEntrances.Opening.NO_OWNER);
        edge.otherIsDown = false;
        assertThat(owner.gone).as("it was told, for it is not dead").containsExactly(session);

        long second = nodes.opened();
        owner.otherIsDown = true;
        nodes.pass(50);
        assertThat(owner.gone).containsExactly(session, second);
    }

    @Test
    void whenAnotherNodeOwnsThePartitionTheClientComesBack() {
        nodes.opened();
        edge.owners.heard(TwoNodes.PARTITION, 2, 0, 0);
        nodes.pass(1_000);
        assertThat(edge.ends)
                .as("as long as nobody is known the last one may go on")
                .isEmpty();
        edge.owners.heard(TwoNodes.PARTITION, 2, 1, 3);
        nodes.pass(50);
        assertThat(edge.ends).containsExactly("7 comes back");
    }

    @Test
    void anOwnerThatLeadsAgainKeepsItsTunnelsUnlessItHasForgottenThem() {
        long session = nodes.opened();
        edge.owners.heard(TwoNodes.PARTITION, 1, 2, 2);
        nodes.pass(100);
        assertThat(edge.ends).isEmpty();
        edge.fromClient(7, "a;");
        nodes.carry();
        assertThat(owner.said(session)).isEqualTo("hello;a;");

        owner.anotherLife(SMALL, 9_000);
        nodes.pass(1_000);
        assertThat(edge.ends).isEmpty();
        edge.owners.heard(TwoNodes.PARTITION, 1, 3, 2);
        nodes.pass(50);
        assertThat(edge.ends).containsExactly("7 comes back");
    }

    @Test
    void aQuietTunnelIsAskedForNowAndThen() {
        nodes.opened();
        owner.anotherLife(SMALL, 9_000);
        nodes.pass(4_900);
        assertThat(edge.ends).isEmpty();
        nodes.pass(400);
        assertThat(edge.ends).containsExactly("7 comes back");
    }

    @Test
    void whoIsNotOwnedThereComesBack() {
        owner.leads = false;
        edge.open(7, "hello;");
        edge.fromClient(7, "a;");
        nodes.carry();
        assertThat(edge.ends).containsExactly("7 comes back");
        nodes.pass(100);
        assertThat(owner.count(Metric.SESSIONS_TUNNELLED)).isZero();
        assertThat(owner.count(Metric.TUNNELS_TAKEN)).isZero();
    }

    @Test
    void whatASessionSentBeforeItClosedArrivesFirst() {
        long session = nodes.opened();
        edge.room.put(7L, 0);
        owner.fromSession(session, "last words;");
        owner.tunnels.exits().close(session);
        nodes.carry();
        assertThat(edge.ends).isEmpty();
        edge.fromClient(7, "too late;");
        edge.room.put(7L, 100);
        edge.tunnels.entrances().writable(7);
        assertThat(edge.heard(7)).isEqualTo("last words;");
        assertThat(edge.ends).containsExactly("7 closed");
        assertThat(owner.gone).isEmpty();
        nodes.pass(60_000);
        assertThat(edge.ends).hasSize(1);
    }

    @Test
    void framesThatCrossTheSessionsCloseDoNotCostItsLastWords() {
        long session = nodes.opened();
        edge.room.put(7L, 0);
        owner.fromSession(session, "last words;");
        owner.tunnels.exits().close(session);
        edge.fromClient(7, "crossing;");
        nodes.carry();
        edge.otherIsDown = true;
        nodes.pass(60_000);
        assertThat(edge.ends).isEmpty();
        edge.room.put(7L, 100);
        edge.tunnels.entrances().writable(7);
        assertThat(edge.heard(7)).isEqualTo("last words;");
        assertThat(edge.ends).containsExactly("7 closed");
        assertThat(edge.count(Metric.TUNNEL_FRAMES_BAD) + owner.count(Metric.TUNNEL_FRAMES_BAD))
                .isZero();
    }

    @Test
    void whatComesForAClientThatLeftIsDroppedAndIsNobodysFault() {
        long session = nodes.opened();
        edge.room.put(7L, 0);
        owner.fromSession(session, "0".repeat(60));
        nodes.carry();
        edge.noRoom = true;
        edge.fromClient(7, "bye;");
        edge.tunnels.entrances().closed(7);
        owner.fromSession(session, "1".repeat(40));
        nodes.carry();
        edge.noRoom = false;
        nodes.pass(100);
        assertThat(owner.said(session)).isEqualTo("hello;bye;");
        assertThat(edge.count(Metric.TUNNEL_FRAMES_BAD)).isZero();
        assertThat(edge.count(Metric.TUNNEL_BYTES_HELD)).isZero();
    }

    @Test
    void whatWaitsForSlowClientsHasALimitTogether() {
        TwoNodes tight = new TwoNodes(new TunnelLimits(100, 300, 150, 3, 2_000, 5_000, 8_000));
        long first = tight.opened();
        tight.edge.open(8, "hello;");
        tight.carry();
        long second = tight.owner.sessions.get(1);
        tight.edge.room.put(7L, 0);
        tight.edge.room.put(8L, 0);
        tight.owner.fromSession(first, "0".repeat(100));
        tight.owner.fromSession(second, "0".repeat(51));
        tight.carry();
        assertThat(tight.edge.ends).containsExactly("8 refused");
        assertThat(tight.owner.gone).containsExactly(second);
    }

    @Test
    void aCloseThatFindsNoRoomComesLater() {
        long session = nodes.opened();
        owner.noRoom = true;
        owner.tunnels.exits().close(session);
        owner.noRoom = false;
        nodes.pass(100);
        assertThat(edge.ends).containsExactly("7 closed");
        assertThat(owner.count(Metric.SESSIONS_TUNNELLED)).isZero();
    }

    @Test
    void whatAClientSentBeforeItLeftStillGoes() {
        long session = nodes.opened();
        edge.noRoom = true;
        edge.fromClient(7, "bye;");
        edge.tunnels.entrances().closed(7);
        edge.noRoom = false;
        nodes.pass(100);
        assertThat(owner.said(session)).isEqualTo("hello;bye;");
        assertThat(owner.gone).containsExactly(session);
        assertThat(edge.ends).isEmpty();
        assertThat(edge.count(Metric.TUNNELS)).isZero();
    }

    @Test
    void aClientInTheMiddleOfAFrameIsClosedWithoutAWord() {
        TwoNodes wide = new TwoNodes(new TunnelLimits(1 << 20, 1 << 20, 1 << 20, 3, 2_000, 5_000, 8_000));
        long session = wide.opened();
        wide.edge.room.put(7L, TunnelLimits.PIECE_BYTES);
        wide.owner.fromSession(session, "0".repeat(TunnelLimits.PIECE_BYTES + 1));
        wide.carry();
        assertThat(wide.edge.heard(7)).hasSize(TunnelLimits.PIECE_BYTES);
        wide.edge.otherIsDown = true;
        wide.pass(50);
        assertThat(wide.edge.ends).containsExactly("7 closed");
    }

    @Test
    void atTheNodesEndEveryClientHearsALastWordAndTheOwnerThatTheyAreGone() {
        long session = nodes.opened();
        edge.tunnels.entrances().letGo(connection -> edge.ends.add(connection + " hears goodbye"));
        nodes.carry();
        assertThat(edge.ends).containsExactly("7 hears goodbye");
        assertThat(owner.gone).containsExactly(session);
    }

    @Test
    void anotherNodesTunnelIsNobodyElses() {
        long session = nodes.opened();
        byte[] close = HexFormat.of().parseHex("15" + "00000000000003e8" + "00" + "00");
        owner.tunnels.hear(3, close[0], TwoNodes.PARTITION, new UnsafeBuffer(close, 1, 10), 0, 10);
        edge.fromClient(7, "a;");
        nodes.carry();
        assertThat(owner.said(session)).isEqualTo("hello;a;");
    }

    @Test
    void whatMakesNoSenseIsSaidOnceAMinuteAndEndsTheTunnel() {
        long session = nodes.opened();
        edge.fromClient(7, "a;");
        byte[] frame = Objects.requireNonNull(edge.link.peek());
        nodes.carry();
        nodes.hear(edge, owner, frame);
        nodes.carry();
        assertThat(owner.gone).containsExactly(session);
        assertThat(edge.ends).containsExactly("7 comes back");
        assertThat(owner.notices).hasSize(1);
        assertThat(owner.notices.get(0)).startsWith("node 1 sent bytes twice. The tunnel was closed");
        for (int i = 0; i < 5; i++) {
            nodes.hear(edge, owner, new byte[] {FrameKind.TUNNEL_BYTES, 1, 2});
        }
        assertThat(owner.notices).hasSize(1);
        assertThat(owner.count(Metric.TUNNEL_FRAMES_BAD)).isEqualTo(6);
        nodes.nowNs += 61_000 * TwoNodes.MS;
        nodes.hear(edge, owner, new byte[] {FrameKind.TUNNEL_CLOSE});
        assertThat(owner.notices).hasSize(2);
        assertThat(owner.notices.get(1)).contains("that is not whole (kind 21, 0 bytes)", "(5 more times");
    }

    @Test
    void anOwnerThatDoesNotKeepToTheWindowIsCutOff() {
        TwoNodes.Side greedy = nodes.owner;
        greedy.anotherLife(new TunnelLimits(1_000, 300, 500, 3, 2_000, 5_000, 8_000), 1_001);
        long session = nodes.opened();
        edge.room.put(7L, 0);
        greedy.fromSession(session, "0".repeat(60));
        greedy.fromSession(session, "1".repeat(60));
        nodes.carry();
        assertThat(edge.ends).containsExactly("7 comes back");
        assertThat(edge.notices.get(0)).contains("more than the window allows");
        assertThat(edge.count(Metric.TUNNEL_BYTES_HELD)).isLessThanOrEqualTo(SMALL.windowBytes());
    }

    @Test
    void aSessionThatGoesOnElsewhereBeginsWithWhatItTakesAlong() {
        UnsafeBuffer session = new UnsafeBuffer(new byte[] {0x53});
        edge.tunnels.entrances().carry(7, TwoNodes.PARTITION, false, session, 0, 1);
        assertThat(hex(edge)).isEqualTo("16" + "00000000000003e8" + "53");
        nodes.carry();
        edge.fromClient(7, "a;");
        owner.fromSession(-1, "b;");
        nodes.carry();
        assertThat(owner.said(-1)).isEqualTo("S" + "a;");
        assertThat(edge.heard(7)).isEqualTo("b;");
        assertThat(edge.count(Metric.SESSIONS_CARRIED)).isEqualTo(1);
        assertThat(edge.count(Metric.TUNNELS_OPENED)).isZero();
    }

    @Test
    void itsClientFollowsWithinTheWindowUnlessItStays() {
        long first = nodes.carried(7, false);
        long second = nodes.carried(8, false);
        long third = nodes.carried(9, true);
        assertThat(edge.ends).isEmpty();
        nodes.pass(SMALL.sendOnMs());
        assertThat(edge.ends).containsExactlyInAnyOrder("7 sent on to the owner of 5", "8 sent on to the owner of 5");
        assertThat(owner.gone).containsExactlyInAnyOrder(first, second);
        nodes.pass(60_000);
        assertThat(edge.ends).hasSize(2);
        assertThat(owner.gone).doesNotContain(third);
        assertThat(edge.count(Metric.TUNNELS_BROKEN)).isZero();
    }

    @Test
    void whenTheOwnerChangesAgainItIsSentOnAtOnce() {
        nodes.carried(7, false);
        nodes.carried(8, true);
        edge.owners.heard(TwoNodes.PARTITION, 9, 1, 3);
        nodes.pass(50);
        assertThat(edge.ends).containsExactlyInAnyOrder("7 sent on to the owner of 5 with others", "8 comes back");
    }

    @Test
    void oneThatLeavesBeforeItsTurnIsForgotten() {
        long session = nodes.carried(7, false);
        edge.tunnels.entrances().closed(7);
        nodes.pass(2 * SMALL.sendOnMs());
        assertThat(edge.ends).isEmpty();
        assertThat(owner.gone).containsExactly(session);
    }

    @Test
    void anOwnerThatCannotGoOnWithItSendsItsClientBack() {
        owner.leads = false;
        UnsafeBuffer session = new UnsafeBuffer(new byte[] {0x53});
        edge.tunnels.entrances().carry(7, TwoNodes.PARTITION, false, session, 0, 1);
        nodes.carry();
        assertThat(edge.ends).containsExactly("7 comes back");
    }

    @Test
    void noBytesOfAnotherNodeEverThrow() {
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            if (i % 100 == 0) {
                edge.open(i, "hello;");
            }
            byte[] frame = new byte[1 + random.nextInt(40)];
            random.nextBytes(frame);
            frame[0] = (byte) (FrameKind.TUNNEL_OPEN + random.nextInt(5));
            if (frame.length > 9 && random.nextInt(4) > 0) {
                // One of the numbers that are in use, and a direction.
                Arrays.fill(frame, 1, 9, (byte) 0);
                frame[7] = (byte) (3 + random.nextInt(2));
                frame[8] = (byte) random.nextInt(256);
                frame[9] = (byte) random.nextInt(2);
                for (int at = 10; at < Math.min(frame.length, 25); at++) {
                    frame[at] = at == 17 || at == 25 ? (byte) random.nextInt(8) : 0;
                }
            }
            nodes.hear(edge, owner, frame);
            nodes.hear(owner, edge, frame);
            nodes.carry();
            nodes.pass(50);
        }
        assertThat(owner.count(Metric.TUNNEL_FRAMES_BAD)).isPositive();
        assertThat(edge.count(Metric.TUNNEL_FRAMES_BAD)).isPositive();
    }
}
