package dev.carillon.simulator.users;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ClientLimits;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.traffic.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Real clients: the client library over loopback, all on one runtime. Each user has one device, or two
 * where a run says so, which outlive their links in memory; the processes that crash here are nodes, not clients.
 */
public final class CarillonLinks implements UserLinks {
    /** Event loops of all clients together; the node has the machine's other half. */
    private static final int LOOPS = 1;

    /** The longest wait before a client tries again to connect, so that a restarted node is found soon. */
    private static final long BACK_OFF_MIN_MS = 50;

    private static final long BACK_OFF_MAX_MS = 1_000;

    /** Clients on their way offline at once, beside those online. */
    private static final int CLOSING_MAX = 64;

    private final ClientRuntime runtime = ClientRuntime.start(LOOPS);
    private final ClientLimits limits = ClientLimits.DEFAULT.withBackOff(BACK_OFF_MIN_MS, BACK_OFF_MAX_MS);
    private final AtomicInteger connected = new AtomicInteger();
    private final IntFunction<String> names;
    private final IntFunction<Access> access;
    private final Tokens tokens;
    private final Deliveries inbound;
    private final LinksFactory.Failures failures;
    private final DeviceEvents events;
    private final IntPredicate quiet;
    private final @Nullable MemoryDeviceStore[] stores;
    private final ExecutorService closer;
    private final @Nullable Future<?>[] closing;
    private final Semaphore mayClose = new Semaphore(CLOSING_MAX);

    /**
     * One device for everybody.
     *
     * @param closer closes clients, each of which waits for the last word of its own; one thread
     */
    public CarillonLinks(
            Traffic traffic,
            List<Integer> ports,
            Deliveries inbound,
            LinksFactory.Failures failures,
            ExecutorService closer) {
        this(traffic, ports, inbound, failures, DeviceEvents.NONE, user -> false, closer);
    }

    /**
     * A second device for some, and everything that any device is told for the one who looks.
     *
     * @param quiet which users have a device that never sends, beside the one that does
     */
    public CarillonLinks(
            Traffic traffic,
            List<Integer> ports,
            Deliveries inbound,
            LinksFactory.Failures failures,
            DeviceEvents events,
            IntPredicate quiet,
            ExecutorService closer) {
        this(traffic, user -> Access.local(ports), Tokens.UNSIGNED, inbound, failures, events, quiet, closer);
    }

    /**
     * The same, where users reach the nodes in different ways.
     *
     * @param access of a user, by number
     */
    public CarillonLinks(
            Traffic traffic,
            IntFunction<Access> access,
            Tokens tokens,
            Deliveries inbound,
            LinksFactory.Failures failures,
            DeviceEvents events,
            IntPredicate quiet,
            ExecutorService closer) {
        this(traffic.users(), traffic::user, access, tokens, inbound, failures, events, quiet, closer);
    }

    /**
     * The same for any number of links, of which several may be the same user's: each has devices of its own.
     *
     * @param names user IDs by number
     */
    public CarillonLinks(
            int count,
            IntFunction<String> names,
            IntFunction<Access> access,
            Tokens tokens,
            Deliveries inbound,
            LinksFactory.Failures failures,
            DeviceEvents events,
            IntPredicate quiet,
            ExecutorService closer) {
        this.closer = closer;
        this.closing = new Future<?>[count];
        this.names = names;
        this.access = access;
        this.tokens = tokens;
        this.inbound = inbound;
        this.failures = failures;
        this.events = events;
        this.quiet = quiet;
        this.stores = new MemoryDeviceStore[Device.values().length * count];
    }

    @Override
    public UserLink open(int user) {
        awaitClosed(user);
        return new ClientLink(user);
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

    /** Starts the client of one of the user's devices. */
    private DeviceClient connect(int user, Device device) {
        String name = names.apply(user);
        CarillonClientBuilder builder = CarillonClient.builder(name);
        Access way = access.apply(user);
        way.servers().forEach(server -> builder.server(server.host(), server.port()));
        builder.redirects(way.redirects());
        int at = Device.values().length * user + device.ordinal();
        MemoryDeviceStore store = stores[at];
        if (store == null) {
            store = new MemoryDeviceStore();
            stores[at] = store;
        }
        builder.token(() -> tokens.of(name)).store(store).runtime(runtime).limits(limits);
        return new DeviceClient(
                user,
                device,
                builder,
                inbound,
                failures,
                events,
                device == Device.WRITING ? connected::addAndGet : n -> {});
    }

    private final class ClientLink implements UserLink {
        private final int user;
        private final List<DeviceClient> all;
        private final DeviceClient writing;

        ClientLink(int user) {
            this.user = user;
            // The quiet one first: it enrols while the inbox has nothing that it could miss.
            List<DeviceClient> clients = new ArrayList<>();
            if (quiet.test(user)) {
                clients.add(connect(user, Device.QUIET));
            }
            this.writing = connect(user, Device.WRITING);
            clients.add(writing);
            this.all = List.copyOf(clients);
        }

        @Override
        public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
            CompletableFuture<Object> outcome = new CompletableFuture<>();
            writing.send(recipient, payload, options).whenComplete((result, failure) -> {
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
            return all.stream().allMatch(DeviceClient::isOnline);
        }

        @Override
        public void close() {
            mayClose.acquireUninterruptibly();
            closing[user] = closer.submit(() -> {
                try {
                    all.forEach(DeviceClient::close);
                } finally {
                    mayClose.release();
                }
            });
        }
    }
}
