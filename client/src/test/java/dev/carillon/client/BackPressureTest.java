package dev.carillon.client;

import static dev.carillon.client.ClientBench.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private final ClientBench bench = new ClientBench(1);

    @Test
    void beyondTheNamedLimitNothingIsTaken() {
        CarillonClient client = limited(3, 1 << 20);
        bench.node.ackless = true;
        List<CompletableFuture<SendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(client.send("bob", "m" + i));
        }
        assertThat(client.trySend("bob", new byte[0], SendOptions.PLAIN)).isEmpty();
        CompletableFuture<SendResult> refused = client.send("bob", "too many");
        assertThat(outcome(refused)).contains("pendingSends");
        CompletableFuture<Void> room = client.whenRoom(0);
        bench.run(50);
        assertThat(room).isNotDone();
        bench.node.ackless = false;
        bench.network.pipe().server().flush();
        bench.run(50);
        assertThat(room).isDone();
        assertThat(sent).allSatisfy(s -> assertThat(outcome(s)).startsWith("stored"));
        assertThat(bench.node.stored).hasSize(3);
        assertThat(client.trySend("bob", new byte[0], SendOptions.PLAIN)).isPresent();
    }

    @Test
    void bytesCountToo() {
        CarillonClient client = limited(100, 60_000);
        assertThat(client.trySend("bob", new byte[40_000], SendOptions.PLAIN)).isPresent();
        assertThat(client.trySend("bob", new byte[40_000], SendOptions.PLAIN)).isEmpty();
        assertThat(client.trySend("bob", new byte[20_000], SendOptions.PLAIN)).isPresent();
        bench.run(50);
        assertThat(client.pendingSends()).isZero();
        assertThat(client.trySend("bob", new byte[40_000], SendOptions.PLAIN)).isPresent();
    }

    @Test
    void roomIsThereBeforeTheAnswerIsTold() {
        CarillonClient client = limited(1, 1 << 20);
        List<String> chain = new ArrayList<>();
        sendNext(client, chain, 20);
        bench.run(500);
        assertThat(chain).hasSize(20);
        assertThat(bench.node.stored).hasSize(20);
    }

    @Test
    void waitingOnTheOwnLoopIsRefused() {
        CarillonClient client = limited(1, 1 << 20);
        assertThatThrownBy(() -> client.sendBlocking("bob", new byte[0], SendOptions.PLAIN, 10))
                .hasMessageContaining("wait for itself");
    }

    @Test
    void sendsBeforeConnectAreRefusedWithASentence() {
        CarillonClient client = CarillonClient.builder("alice")
                .token(() -> bench.token)
                .runtime(bench.life)
                .build();
        CompletableFuture<SendResult> early = client.send("bob", "x");
        bench.run(1);
        assertThat(outcome(early)).contains("connect()");
        assertThat(client.pendingSends()).isZero();
    }

    @Test
    void whileOfflineSendsWaitAndGoOutInOrder() {
        bench.network.down = true;
        CarillonClient client = limited(100, 1 << 20);
        for (int i = 0; i < 100; i++) {
            client.send("bob", "m" + i);
        }
        assertThat(client.trySend("bob", new byte[0], SendOptions.PLAIN)).isEmpty();
        bench.run(30_000);
        bench.network.down = false;
        bench.run(70_000);
        assertThat(bench.node.stored).hasSize(100).startsWith("bob:m0").endsWith("bob:m99");
    }

    private CarillonClient limited(int sends, long bytes) {
        CarillonClient client = bench.start(builder -> builder.limits(ClientLimits.DEFAULT.withPending(sends, bytes)));
        bench.run(100);
        return client;
    }

    private static void sendNext(CarillonClient client, List<String> chain, int left) {
        if (left > 0) {
            client.send("bob", "m").thenAccept(result -> {
                chain.add(result.toString());
                sendNext(client, chain, left - 1);
            });
        }
    }
}
