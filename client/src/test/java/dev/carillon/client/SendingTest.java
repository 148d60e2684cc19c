package dev.carillon.client;

import static dev.carillon.client.ClientBench.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.RefusalCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final ClientBench bench = new ClientBench(1);

    @Test
    void aSendIsAnsweredWhenTheNodeHasStoredIt() {
        CarillonClient client = bench.online();
        bench.node.ackless = true;
        CompletableFuture<SendResult> sent = client.send("bob", "hi");
        bench.run(50);
        assertThat(bench.node.stored).containsExactly("bob:hi");
        assertThat(outcome(sent)).isEqualTo("pending");
        bench.node.ackless = false;
        bench.network.pipe().server().flush();
        bench.run(50);
        assertThat(outcome(sent)).isEqualTo("stored 1");
        assertThat(client.pendingSends()).isZero();
    }

    @Test
    void aSendIsSafeInTheStoreBeforeItsFirstByteLeaves() {
        FlushCounting store = new FlushCounting();
        bench.store = store;
        List<Integer> unsafe = new ArrayList<>();
        bench.network.onWrite = () -> unsafe.add(store.unsafe());
        CarillonClient client = bench.online();
        for (int i = 0; i < 20; i++) {
            client.send("bob", "m" + i);
            bench.run(i % 3);
        }
        bench.node.silent = true;
        client.send("bob", "resent");
        bench.run(10);
        bench.network.pipe().cut(null);
        client.send("bob", "behind HELLO");
        bench.node.silent = false;
        bench.run(2_000);
        assertThat(bench.node.stored).hasSize(22);
        assertThat(unsafe).hasSizeGreaterThan(10).containsOnly(0);
    }

    @Test
    void sendsOfOneMomentLeaveInOneBatch() {
        CarillonClient client = bench.online();
        long before = bench.network.flushes;
        for (int i = 0; i < 50; i++) {
            client.send("bob", "m" + i);
        }
        bench.run(1);
        assertThat(bench.network.flushes - before).isEqualTo(1);
        bench.run(50);
        assertThat(bench.node.stored).hasSize(50).startsWith("bob:m0", "bob:m1").endsWith("bob:m49");
    }

    @Test
    void unackedSendsFollowHelloWithoutWaitingForWelcome() {
        CarillonClient client = bench.online();
        bench.node.ackless = true;
        CompletableFuture<SendResult> first = client.send("bob", "1");
        bench.run(10);
        bench.network.pipe().cut(new IOException("cut"));
        CompletableFuture<SendResult> second = client.send("carol", "2");
        bench.node.ackless = false;
        long flushes = bench.network.flushes;
        bench.run(1_000);
        assertThat(bench.node.hellos.get(1)).endsWith("nextCseq=1");
        assertThat(bench.network.flushes - flushes)
                .as("HELLO and both SENDs in one write")
                .isEqualTo(1);
        assertThat(bench.node.stored).containsExactly("bob:1", "carol:2");
        assertThat(outcome(first)).isEqualTo("stored 1");
        assertThat(outcome(second)).isEqualTo("stored 2");
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void aRefusalForNowRewindsAfterTheNamedTime() {
        CarillonClient client = bench.online();
        bench.node.retryAfterMs = 3_000;
        bench.node.verdict = item -> item.text().equals("2") ? RefusalCode.OVERLOADED : null;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 4);
        bench.run(2_000);
        bench.node.verdict = item -> null;
        assertThat(bench.node.stored).containsExactly("bob:1");
        CompletableFuture<SendResult> late = client.send("bob", "5");
        bench.run(900);
        assertThat(bench.node.stored)
                .as("not before the time that the node named")
                .hasSize(1);
        bench.run(5_000);
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:2", "bob:3", "bob:4", "bob:5");
        assertThat(sent)
                .extracting(ClientBench::outcome)
                .containsExactly("stored 1", "stored 2", "stored 3", "stored 4");
        assertThat(outcome(late)).isEqualTo("stored 5");
        assertThat(bench.network.pipes).hasSize(1);
    }

    @Test
    void aRefusalForGoodUsesUpItsNumberAndOthersGoOn() {
        CarillonClient client = bench.online();
        bench.node.verdict = item -> item.text().equals("2") ? RefusalCode.BLOCKED : null;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 3);
        bench.run(100);
        assertThat(sent).extracting(ClientBench::outcome).containsExactly("stored 1", "refused 2 BLOCKED", "stored 3");
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:3");
        bench.node.arrive("bob", 7, 1, "after");
        bench.run(50);
        assertThat(bench.seqs).as("the refused one made no own copy").containsExactly(3L);
    }

    @Test
    void aLostRefusalIsHeardOnTheNextConnection() {
        CarillonClient client = bench.online();
        bench.node.verdict = item -> item.text().equals("2") ? RefusalCode.BLOCKED : null;
        bench.node.silent = true;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 3);
        bench.run(20);
        bench.network.pipe().cut(new IOException("cut"));
        bench.node.silent = false;
        bench.run(2_000);
        assertThat(sent).extracting(ClientBench::outcome).containsExactly("stored 1", "refused 2 BLOCKED", "stored 3");
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:3");
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void aGapIsFilledAtOnce() {
        CarillonClient client = bench.online();
        bench.node.silent = true;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 3);
        bench.run(10);
        bench.node.onlyDevice().highWater = 1;
        bench.node.stored.subList(1, 3).clear();
        bench.node.inbox.subList(1, 3).clear();
        bench.network.pipe().cut(new IOException("cut"));
        bench.node.silent = false;
        bench.run(2_000);
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:2", "bob:3");
        assertThat(sent).extracting(ClientBench::outcome).containsExactly("stored 1", "stored 2", "stored 3");
    }

    @Test
    void aGapWithinAConnectionIsFilledAtOnce() {
        CarillonClient client = bench.online();
        bench.node.verdict = item -> {
            if (item.text().equals("2") && bench.node.frames.size() < 3) {
                return RefusalCode.CSEQ_GAP;
            }
            return null;
        };
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 3);
        bench.run(10);
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:2", "bob:3");
        assertThat(sent).extracting(ClientBench::outcome).containsExactly("stored 1", "stored 2", "stored 3");
        assertThat(bench.network.pipes).hasSize(1);
    }

    @Test
    void whatWelcomeSettlesBeforeItWasSentAgainIsLeftOut() {
        bench.node.windowMessages = 1_000;
        CarillonClient client = bench.online();
        bench.node.silent = true;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 400);
        bench.run(10);
        assertThat(bench.node.stored).hasSize(400);
        bench.network.pipe().cut(null);
        sent.addAll(sendNumbers(client, 3));
        bench.node.silent = false;
        bench.run(2_000);
        assertThat(bench.node.frames.stream().filter(f -> f.startsWith("SEND")).count())
                .as("400, then the default window of 256 again, then the three new ones")
                .isEqualTo(400 + 256 + 3);
        assertThat(bench.node.stored).hasSize(403);
        assertThat(sent).allSatisfy(s -> assertThat(outcome(s)).startsWith("stored"));
        assertThat(bench.network.pipes).hasSize(2);
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void theSendWindowIsNeverExceeded() {
        bench.node.windowMessages = 3;
        CarillonClient client = bench.online();
        bench.node.ackless = true;
        List<CompletableFuture<SendResult>> sent = sendNumbers(client, 10);
        bench.run(50);
        assertThat(bench.node.stored).hasSize(3);
        bench.node.ackless = false;
        bench.network.pipe().server().flush();
        bench.run(200);
        assertThat(sent).allSatisfy(s -> assertThat(outcome(s)).startsWith("stored"));
    }

    @Test
    void aByteWindowSmallerThanAMessageLetsOneThroughAtATime() {
        bench.node.windowBytes = 10;
        CarillonClient client = bench.online();
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        bench.node.ackless = true;
        sent.add(client.send("bob", new byte[1_000]));
        sent.add(client.send("bob", new byte[1_000]));
        bench.run(50);
        assertThat(bench.node.stored).hasSize(1);
        bench.node.ackless = false;
        bench.network.pipe().server().flush();
        bench.run(50);
        assertThat(sent).extracting(ClientBench::outcome).containsExactly("stored 1", "stored 2");
    }

    @Test
    void moreRecipientsThanAliasesIsFine() {
        CarillonClient client = bench.online();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                client.send("user" + i, "m");
            }
        }
        bench.run(200);
        assertThat(bench.node.stored).hasSize(200).contains("user0:m", "user99:m");
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void bigPayloadsPassAndTooBigOnesAreNamed() {
        CarillonClient client = bench.online();
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(client.send("bob", new byte[60_000]));
        }
        sent.add(client.send("bob", new byte[0]));
        bench.run(200);
        assertThat(sent).allSatisfy(s -> assertThat(outcome(s)).startsWith("stored"));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.send("bob", new byte[60_001])))
                .hasMessageContaining("at most 60000 bytes");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> client.send("", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<CompletableFuture<SendResult>> sendNumbers(CarillonClient client, int count) {
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            sent.add(client.send("bob", String.valueOf(i)));
        }
        return sent;
    }
}
