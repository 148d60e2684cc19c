package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceivingTest {
    private final ClientBench bench = new ClientBench(1);

    @Test
    void messagesComeInOrderWithTheirIdAndAreAckedWhenTheHandlerReturns() {
        List<Message> got = new ArrayList<>();
        bench.start(builder -> builder.onMessage(got::add));
        bench.run(100);
        bench.node.arrive("bob", 7, 1, "a");
        bench.node.arrive("carol", 9, 5, "b");
        bench.node.arrive("bob", 7, 2, "c");
        bench.run(100);
        assertThat(got).extracting(Message::text).containsExactly("a", "b", "c");
        assertThat(got).extracting(Message::seq).containsExactly(1L, 2L, 3L);
        assertThat(got.get(1).id()).isEqualTo(new MessageId("carol", 9, 5));
        assertThat(got.get(2).id()).isEqualTo(new MessageId("bob", 7, 2));
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
    }

    @Test
    void stampsAreRightToTheSecondForwardsAndBackwards() {
        List<Long> times = new ArrayList<>();
        bench.start(builder -> builder.onMessage(message -> times.add(message.timeMs())));
        bench.run(100);
        long begin = bench.network.loop.nowMs();
        bench.node.arrive("bob", 7, 1, "a");
        bench.run(5_000);
        bench.node.arrive("bob", 7, 2, "b");
        bench.run(400);
        bench.node.arrive("bob", 7, 3, "c");
        bench.run(100);
        assertThat(times.get(0)).isBetween(begin - 1_000, begin + 1_000);
        assertThat(times.get(1)).isBetween(begin + 4_000, begin + 6_000);
        assertThat(times.get(2)).isBetween(begin + 4_400, begin + 6_400);
    }

    @Test
    void acksWaitForCompanyButNotLongAndNotForMany() {
        bench.online();
        bench.node.arrive("bob", 7, 1, "a");
        bench.run(5);
        assertThat(acks()).as("waits a moment").isEmpty();
        bench.run(20);
        assertThat(acks()).containsExactly("RECV_ACK 1");
        for (int i = 2; i <= 65; i++) {
            bench.node.arrive("bob", 7, i, "x");
        }
        bench.run(3);
        assertThat(acks()).as("64 owed go at once").contains("RECV_ACK 65");
    }

    @Test
    void ownCopiesAndSkipsCauseNoAckOfTheirOwn() {
        CarillonClient client = bench.online();
        for (int i = 0; i < 300; i++) {
            client.send("bob", "m" + i);
        }
        bench.run(2_000);
        assertThat(bench.node.stored).hasSize(300);
        assertThat(acks()).isEmpty();
        bench.node.arrive("bob", 7, 1, "after many");
        bench.run(100);
        assertThat(bench.seqs).containsExactly(301L);
        assertThat(acks()).containsExactly("RECV_ACK 301");
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void ownCopiesKeepTheirPlaceWhetherToldInOrderOrLater() {
        for (boolean inOrder : new boolean[] {true, false}) {
            ClientBench each = new ClientBench(2);
            each.node.inOrder = inOrder;
            CarillonClient client = each.online();
            for (int i = 1; i <= 20; i++) {
                client.send("bob", "m" + i);
                each.node.arrive("bob", 7, i, "a" + i);
                each.run(i % 3);
            }
            each.run(200);
            assertThat(each.messages).hasSize(20);
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < each.node.inbox.size(); i++) {
                if (!each.node.inbox.get(i).own()) {
                    expected.add(i + 1L);
                }
            }
            assertThat(each.seqs).isEqualTo(expected);
            assertThat(each.node.complaints).isEmpty();
        }
    }

    @Test
    void whatOtherDevicesSentIsShownAsOwn() {
        bench.online();
        bench.node.sentElsewhere("carol", 0xa2, 3, "from my phone");
        bench.run(50);
        assertThat(bench.own).containsExactly("carol:from my phone");
        assertThat(bench.messages).isEmpty();
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(1);
    }

    @Test
    void receiptsAreItemsOfTheInbox() {
        bench.online();
        bench.node.receipt(ReceiptKind.DELIVERED, "bob", 0x1111, 4);
        bench.node.receipt(ReceiptKind.FAILED, "carol", 0x1111, 5);
        bench.run(50);
        assertThat(bench.receipts).extracting(Receipt::kind).containsExactly(ReceiptKind.DELIVERED, ReceiptKind.FAILED);
        assertThat(bench.receipts).extracting(Receipt::seq).containsExactly(1L, 2L);
        assertThat(bench.receipts.get(1).reason()).isNotNull();
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(2);
    }

    @Test
    void whatIsNoLongerKeptIsAnnouncedEvenIfItIsVeryMuch() {
        for (int i = 1; i <= 100_000; i++) {
            bench.node.arrive("bob", 7, i, "");
        }
        bench.node.firstKept = 99_991;
        bench.online();
        bench.run(1_000);
        assertThat(bench.skips).containsExactly(new Skip(SkipReason.EXPIRED, 1, 99_991));
        assertThat(bench.seqs).first().isEqualTo(99_991L);
        assertThat(bench.seqs).hasSize(10);
        assertThat(bench.node.onlyDevice().cursor).as("several wide acks").isEqualTo(100_000);
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void manualAcksInAnyOrderTellTheNodeOfTheUnbrokenPrefix() {
        List<Message> got = new ArrayList<>();
        bench.start(builder -> builder.manualAck().onMessage(got::add));
        bench.run(100);
        for (int i = 1; i <= 5; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.run(100);
        got.get(1).ack();
        got.get(2).ack();
        got.get(2).ack();
        bench.run(100);
        assertThat(bench.node.onlyDevice().cursor).isZero();
        got.get(0).ack();
        bench.run(100);
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
        got.get(4).ack();
        got.get(3).ack();
        bench.run(100);
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(5);
    }

    @Test
    void whatIsInHandWhenAConnectionBreaksIsNotHandedOverAgain() {
        List<Message> got = new ArrayList<>();
        bench.start(builder -> builder.manualAck().onMessage(got::add));
        bench.run(100);
        bench.node.arrive("bob", 7, 1, "m1");
        bench.node.arrive("bob", 7, 2, "m2");
        bench.run(50);
        bench.network.pipe().cut(new IOException("cut"));
        got.get(0).ack();
        bench.run(2_000);
        assertThat(bench.node.hellos.get(1)).contains("lastSeq=1");
        bench.node.arrive("bob", 7, 3, "m3");
        bench.run(50);
        got.get(1).ack();
        got.get(2).ack();
        bench.run(100);
        assertThat(got).extracting(Message::text).containsExactly("m1", "m2", "m3");
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
    }

    @Test
    void acksNeverGoBeyondWhatThisConnectionHasSeen() {
        List<Message> got = new ArrayList<>();
        bench.start(builder -> builder.manualAck().onMessage(got::add));
        bench.run(100);
        for (int i = 1; i <= 3; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.run(50);
        bench.network.pipe().cut(new IOException("cut"));
        bench.node.pushTo = 1;
        bench.until(() -> bench.node.hellos.size() >= 2);
        got.forEach(Message::ack);
        bench.run(200);
        assertThat(bench.node.complaints).isEmpty();
        bench.node.pushTo = Long.MAX_VALUE;
        bench.node.push();
        bench.run(200);
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
        assertThat(got).hasSize(3);
    }

    @Test
    void aHandlerThatThrowsGetsTheSameMessageAgainAfterABackOff() {
        List<MessageId> tries = new ArrayList<>();
        bench.start(builder -> builder.onMessage(message -> {
            tries.add(message.id());
            if (tries.size() == 2) {
                throw new IllegalStateException("the application's database is away");
            }
        }));
        bench.run(100);
        for (int i = 1; i <= 3; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.run(3_000);
        assertThat(tries).extracting(MessageId::cseq).containsExactly(1L, 2L, 2L, 3L);
        assertThat(bench.network.pipes).hasSize(2);
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
    }

    @Test
    void onAnExecutorOrderIsKeptAndAcksFollow() {
        ArrayDeque<Runnable> elsewhere = new ArrayDeque<>();
        bench.start(builder -> builder.executor(elsewhere::add));
        bench.run(100);
        for (int i = 1; i <= 3; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.run(100);
        assertThat(bench.messages).isEmpty();
        assertThat(bench.node.onlyDevice().cursor).isZero();
        while (!elsewhere.isEmpty()) {
            elsewhere.remove().run();
        }
        bench.run(100);
        assertThat(bench.messages).containsExactly("bob:m1", "bob:m2", "bob:m3");
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
    }

    @Test
    void whoTakesNothingOverIsSentNoMoreThanTheWindow() {
        List<Message> got = new ArrayList<>();
        ClientLimits limits = ClientLimits.DEFAULT.withDeliveries(5, 1 << 20, 2, 10);
        bench.start(builder -> builder.limits(limits).manualAck().onMessage(got::add));
        bench.run(100);
        for (int i = 1; i <= 50; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.run(100);
        assertThat(got).hasSize(5);
        got.get(0).ack();
        bench.run(100);
        assertThat(got).hasSize(6);
    }

    @Test
    void readMarksAreRepeatedUntilTheNodeMustHaveSeenThem() {
        List<Message> got = new ArrayList<>();
        CarillonClient client = bench.start(builder -> builder.onMessage(got::add));
        bench.run(100);
        bench.node.arrive("bob", 7, 1, "m1");
        bench.node.arrive("bob", 7, 2, "m2");
        bench.run(50);
        bench.network.pipe().blackHole = true;
        client.markRead(got.get(0));
        client.markRead(got.get(1));
        bench.run(10);
        bench.network.pipe().cut(new IOException("cut"));
        bench.run(2_000);
        assertThat(bench.node.reads).containsExactly(2L);
        bench.run(30_000);
        bench.network.pipe().cut(new IOException("cut"));
        bench.run(2_000);
        assertThat(bench.node.reads).as("confirmed by a PONG, so not repeated").containsExactly(2L);
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void aReadMarkWaitsUntilTheConnectionHasBeenThere() {
        List<Message> got = new ArrayList<>();
        CarillonClient client = bench.start(builder -> builder.manualAck().onMessage(got::add));
        bench.run(100);
        bench.node.arrive("bob", 7, 1, "m1");
        bench.run(50);
        bench.network.pipe().cut(new IOException("cut"));
        client.markRead(got.get(0));
        bench.node.pushTo = 0;
        bench.run(2_000);
        assertThat(bench.node.reads).isEmpty();
        bench.node.pushTo = Long.MAX_VALUE;
        bench.node.push();
        bench.run(100);
        assertThat(bench.node.reads).containsExactly(1L);
        assertThat(bench.node.complaints).isEmpty();
    }

    private List<String> acks() {
        return bench.node.frames.stream().filter(f -> f.startsWith("RECV_ACK")).toList();
    }
}
