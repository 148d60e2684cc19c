package dev.carillon.simulator.users;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ClientLimits;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.Receipt;
import dev.carillon.client.SendResult;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.traffic.Traffic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Real clients: the client library over loopback, all on one runtime. Each user has one device, which outlives its
 * links in memory; the processes that crash here are nodes, not clients.
 */
public final class CarillonLinks implements UserLinks {
    /** Event loops of all clients together; the node has the machine's other half. */
    private static final int LOOPS = 1;

    /** The longest wait before a client tries again to connect, so that a restarted node is found soon. */
    private static final long BACK_OFF_MIN_MS = 50;

    private static final long BACK_OFF_MAX_MS = 1_000;

    /** The unsigned tokens of a demonstration expire with the format itself, in 2106. */
    private static final long EXPIRES_AT_SECONDS = 0xFFFF_FFFFL;

    /** Clients on their way offline at once, beside those online. */
    private static final int CLOSING_MAX = 64;

    private final ClientRuntime runtime = ClientRuntime.start(LOOPS);
    private final ClientLimits limits = ClientLimits.DEFAULT.withBackOff(BACK_OFF_MIN_MS, BACK_OFF_MAX_MS);
    private final AtomicInteger connected = new AtomicInteger();
    private final Traffic traffic;
    private final List<Integer> ports;
    private final Deliveries inbound;
    private final LinksFactory.Failures failures;
    private final @Nullable MemoryDeviceStore[] devices;
    private final ExecutorService closer;
    private final @Nullable Future<?>[] closing;
    private final Semaphore mayClose = new Semaphore(CLOSING_MAX);

    /** @param closer closes clients, each of which waits for the last word of its own; one thread */
    public CarillonLinks(
            Traffic traffic,
            List<Integer> ports,
            Deliveries inbound,
            LinksFactory.Failures failures,
            ExecutorService closer) {
        this.closer = closer;
        this.closing = new Future<?>[traffic.users()];
        this.traffic = traffic;
        this.ports = List.copyOf(ports);
        this.inbound = inbound;
        this.failures = failures;
        this.devices = new MemoryDeviceStore[traffic.users()];
    }

    @Override
    public UserLink open(int user) {
        awaitClosed(user);
        MemoryDeviceStore device = devices[user];
        if (device == null) {
            device = new MemoryDeviceStore();
            devices[user] = device;
        }
        return new ClientLink(user, device);
    }

    /** A device is one client's at a time. */
    private void awaitClosed(int user) {
        Future<?> before = closing[user];
        if (before == null) {
            return;
        }
        closing[user] = null;
        try {
            before.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client did not close", e.getCause());
        }
    }

    @Override
    public int connected() {
        return connected.get();
    }

    @Override
    public void close() {
        runtime.close();
    }

    private final class ClientLink implements UserLink {
        private final int user;
        private final CarillonClient client;
        private volatile boolean online;

        ClientLink(int user, MemoryDeviceStore device) {
            this.user = user;
            String name = traffic.user(user);
            byte[] token = TokenIssuer.issueUnsigned(name, EXPIRES_AT_SECONDS);
            CarillonClientBuilder builder = CarillonClient.builder(name);
            ports.forEach(port -> builder.server("127.0.0.1", port));
            this.client = builder.token(() -> token)
                    .store(device)
                    .runtime(runtime)
                    .limits(limits)
                    .onMessage(message -> inbound.delivered(name, message.from(), message.payload()))
                    // Nobody has a second device here, so a copy from one is an invention unless it is for oneself.
                    .onOwn(own -> inbound.delivered(own.to(), name, own.payload()))
                    .onReceipt(this::onReceipt)
                    .onState(this::onState)
                    .connect();
        }

        private void onReceipt(Receipt receipt) {
            if (receipt.kind() == ReceiptKind.FAILED) {
                failures.failed(user, receipt.cseq(), receipt.peer(), String.valueOf(receipt.reason()));
            }
        }

        private void onState(ConnectionState state) {
            boolean now = state instanceof ConnectionState.Online;
            if (now != online) {
                online = now;
                connected.addAndGet(now ? 1 : -1);
            }
        }

        @Override
        public CompletionStage<?> send(String recipient, byte[] payload) {
            CompletableFuture<Object> outcome = new CompletableFuture<>();
            client.send(recipient, payload).whenComplete((result, failure) -> {
                if (failure != null) {
                    outcome.completeExceptionally(failure);
                } else if (result instanceof SendResult.Refused refused) {
                    outcome.completeExceptionally(
                            new RefusedException(refused.code().toString()));
                } else {
                    outcome.complete(result);
                }
            });
            return outcome;
        }

        @Override
        public boolean isOnline() {
            return online;
        }

        @Override
        public void close() {
            mayClose.acquireUninterruptibly();
            closing[user] = closer.submit(() -> {
                try {
                    client.close();
                } finally {
                    mayClose.release();
                }
            });
        }
    }
}
