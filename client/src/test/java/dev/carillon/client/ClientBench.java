package dev.carillon.client;

import dev.carillon.client.fake.FakeNetwork;
import dev.carillon.client.fake.FakeNode;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.MemoryDeviceStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client on a fake network, with a notebook of all that it told the application. */
final class ClientBench {
    final FakeNetwork network;
    final FakeNode node;
    final List<String> messages = new ArrayList<>();
    final List<Long> seqs = new ArrayList<>();
    final List<String> own = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    final List<Skip> skips = new ArrayList<>();
    final List<ConnectionState> states = new ArrayList<>();
    final List<String> earlier = new ArrayList<>();
    FakeNetwork.Life life;
    DeviceStore store = new MemoryDeviceStore();
    byte[] token = "token-1".getBytes(StandardCharsets.UTF_8);

    ClientBench(long seed) {
        this.network = new FakeNetwork(seed);
        this.node = network.node;
        this.life = network.life();
    }

    /** A client that is online. */
    CarillonClient online() {
        CarillonClient client = start(builder -> builder);
        network.loop.run(100);
        return client;
    }

    CarillonClient start(UnaryOperator<CarillonClientBuilder> more) {
        CarillonClientBuilder builder = CarillonClient.builder("alice")
                .server("node", 7400)
                .token(() -> token)
                .store(store)
                .runtime(life)
                .onMessage(message -> {
                    messages.add(message.from() + ":" + message.text());
                    seqs.add(message.seq());
                })
                .onOwn(message -> own.add(message.to() + ":" + message.text()))
                .onReceipt(receipts::add)
                .onSkip(skips::add)
                .onState(states::add)
                .onEarlierSend((send, result) -> earlier.add(send.cseq() + " " + result));
        CarillonClient client = more.apply(builder).build();
        client.connect();
        return client;
    }

    void run(long ms) {
        network.loop.run(ms);
    }

    /** Lets time pass until this is so, an hour at most. */
    void until(BooleanSupplier reached) {
        for (int i = 0; i < 3_600_000 && !reached.getAsBoolean(); i += 10) {
            network.loop.run(10);
        }
        if (!reached.getAsBoolean()) {
            throw new AssertionError("not reached within an hour; the client is " + state());
        }
    }

    /** "stored 1", "refused 1 BLOCKED", "pending" or "failed …". */
    static String outcome(CompletableFuture<SendResult> future) {
        if (!future.isDone()) {
            return "pending";
        }
        if (future.isCompletedExceptionally()) {
            return "failed " + future.handle((result, e) -> e.getMessage()).join();
        }
        SendResult result = future.join();
        return result instanceof SendResult.Refused refused
                ? "refused " + refused.cseq() + " " + refused.code()
                : "stored " + result.cseq();
    }

    ConnectionState state() {
        return states.get(states.size() - 1);
    }
}
