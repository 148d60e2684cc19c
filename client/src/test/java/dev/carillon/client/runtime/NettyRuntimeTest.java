package dev.carillon.client.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ClientLimits;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import dev.carillon.client.fake.SocketNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NettyRuntimeTest {
    @Test
    void messagesGoBothWaysOverARealSocketThroughACut() throws Exception {
        try (SocketNode node = new SocketNode();
                ClientRuntime runtime = ClientRuntime.start(2)) {
            node.inbox.addAll(List.of("one", "two"));
            CountDownLatch got = new CountDownLatch(2);
            CarillonClient client =
                    client(node, runtime).onMessage(m -> got.countDown()).build();
            client.connect().get(20, SECONDS);
            assertThat(got.await(20, SECONDS)).isTrue();
            List<CompletableFuture<SendResult>> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                sent.add(client.sendBlocking("bob", new byte[i * 100], SendOptions.PLAIN, 20_000));
                if (i == 250) {
                    sent.get(100).get(20, SECONDS);
                    node.cut();
                }
            }
            for (CompletableFuture<SendResult> each : sent) {
                assertThat(each.get(30, SECONDS)).isInstanceOf(SendResult.Stored.class);
            }
            client.close();
        }
    }

    @Test
    void manyClientsShareALoop() throws Exception {
        try (SocketNode node = new SocketNode();
                ClientRuntime runtime = ClientRuntime.start(1)) {
            List<CarillonClient> clients = new ArrayList<>();
            List<CompletableFuture<SendResult>> sent = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                CarillonClient client = client(node, runtime).build();
                client.connect();
                clients.add(client);
                sent.add(client.send("bob", "m" + i));
            }
            for (CompletableFuture<SendResult> each : sent) {
                each.get(60, SECONDS);
            }
            assertThat(node.stored).hasSize(200);
            clients.forEach(CarillonClient::close);
        }
    }

    @Test
    void nobodyThereIsToldInASentence() throws Exception {
        SocketNode node = new SocketNode();
        ServerAddress nobody = new ServerAddress("127.0.0.1", node.port());
        node.close();
        CompletableFuture<String> reason = new CompletableFuture<>();
        CarillonClient client = CarillonClient.builder("alice")
                .server(nobody)
                .token(() -> new byte[0])
                .onState(state -> {
                    if (state instanceof ConnectionState.Offline offline) {
                        reason.complete(offline.reason());
                    }
                })
                .connect();
        assertThat(reason.get(20, SECONDS)).isEqualTo("Nothing answers at " + nobody + " (connection refused).");
        client.close();
    }

    @Test
    void addressesAreReadAndMistakesNamed() {
        assertThat(ServerAddress.parse("node.example:7000")).isEqualTo(new ServerAddress("node.example", 7000));
        assertThat(ServerAddress.parse("node.example")).isEqualTo(new ServerAddress("node.example", 7400));
        assertThat(ServerAddress.parse("[::1]:7000"))
                .isEqualTo(new ServerAddress("::1", 7000))
                .hasToString("[::1]:7000");
        assertThatThrownBy(() -> ServerAddress.parse("host:abc")).hasMessageContaining("HOST:PORT");
        assertThatThrownBy(() -> ServerAddress.parse("host:99999")).hasMessageContaining("65535");
    }

    private static CarillonClientBuilder client(SocketNode node, ClientRuntime runtime) {
        return CarillonClient.builder("alice")
                .server("127.0.0.1", node.port())
                .token(() -> new byte[10])
                .limits(ClientLimits.DEFAULT.withPending(100, 1 << 20).withBackOff(10, 100))
                .runtime(runtime);
    }
}
