package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link CarillonClient} needs; see there for an example. One thread. */
public final class CarillonClientBuilder {
    private final String user;
    private final List<ServerAddress> addresses = new ArrayList<>();
    private @Nullable TokenSupplier tokens;
    private @Nullable ClientRuntime runtime;
    private @Nullable Executor executor;
    private DeviceStore store = new MemoryDeviceStore();
    private ClientLimits limits = ClientLimits.DEFAULT;
    private MessageHandler onMessage = message -> {};
    private boolean manualAck;
    private StartPoint start = StartPoint.STORE;
    private boolean redirects = true;
    private Consumer<OwnMessage> onOwn = message -> {};
    private Consumer<Receipt> onReceipt = receipt -> {};
    private Consumer<Skip> onSkip = skip -> {};
    private Consumer<ConnectionState> onState = state -> {};
    private BiConsumer<StoredSend, SendResult> onEarlierSend = (send, result) -> {};

    CarillonClientBuilder(String user) {
        UserId.encode(user);
        this.user = user;
    }

    /** A node to connect to; several are tried in turn. Default: 127.0.0.1:7400. */
    public CarillonClientBuilder server(ServerAddress address) {
        addresses.add(address);
        return this;
    }

    /** {@link #server(ServerAddress)}, from its parts. */
    public CarillonClientBuilder server(String host, int port) {
        return server(new ServerAddress(host, port));
    }

    /**
     * Whether the client may go where a node sends it (PROTOCOL.md, section 6.4). Default: true, which is faster. False is
     * for clients that reach only the servers named here, as behind a load balancer: the node that they reach then carries
     * everything to the one that owns the user, and back.
     */
    public CarillonClientBuilder redirects(boolean follow) {
        this.redirects = follow;
        return this;
    }

    /** Asked at every connection attempt. Required. */
    public CarillonClientBuilder token(TokenSupplier supplier) {
        this.tokens = supplier;
        return this;
    }

    /** Where the device's identity and unanswered sends are kept. Default: in memory, so a new device at each start. */
    public CarillonClientBuilder store(DeviceStore deviceStore) {
        this.store = deviceStore;
        return this;
    }

    /**
     * The inbox sequence of the last item that the application has in its own store, 0 for none. With it the
     * application's transaction decides what comes again, whatever the device store says: each message exactly once.
     */
    public CarillonClientBuilder resumeAfter(long seq) {
        return resumeAfter(seq, 0);
    }

    /**
     * As {@link #resumeAfter(long)}, for applications that outlive a restored node.
     *
     * @param history what {@code seq} counts in ({@link ConnectionState.Online#history}), 0 if the application has not
     *     kept it. At a node with another one the client closes, with SEQ_AHEAD, before a message is taken for one that
     *     is known
     */
    public CarillonClientBuilder resumeAfter(long seq, long history) {
        if (seq < 0 || history < 0) {
            throw new IllegalArgumentException(
                    "An inbox sequence and a history are 0 or more, not " + seq + " and " + history + ".");
        }
        this.start = new StartPoint(seq, history, start.asNewDevice());
        return this;
    }

    /**
     * Gives up the device in the store, if there is one, and enrols a new one: the way on after a client was closed with
     * SEQ_AHEAD, when somebody has decided so. Sends without an answer are sent anew, at the risk of a second copy; the
     * inbox comes again from what the node still keeps, whatever {@link #resumeAfter} says.
     */
    public CarillonClientBuilder startAsNewDevice() {
        this.start = new StartPoint(start.cursor(), start.history(), true);
        return this;
    }

    public CarillonClientBuilder limits(ClientLimits clientLimits) {
        this.limits = clientLimits;
        return this;
    }

    /** Loops to share with other clients. Default: one of its own, closed with the client. */
    public CarillonClientBuilder runtime(ClientRuntime shared) {
        this.runtime = shared;
        return this;
    }

    /** Where callbacks run, one at a time and in order. Default: on the client's loop, where they must not block. */
    public CarillonClientBuilder executor(Executor callbacks) {
        this.executor = callbacks;
        return this;
    }

    /** Takes messages over; acked when it returns. Default: they are acked and dropped. */
    public CarillonClientBuilder onMessage(MessageHandler handler) {
        this.onMessage = handler;
        return this;
    }

    /** Messages are acked by {@link Message#ack}, not when the handler returns. */
    public CarillonClientBuilder manualAck() {
        this.manualAck = true;
        return this;
    }

    /** Hears what this user's other devices sent. */
    public CarillonClientBuilder onOwn(Consumer<OwnMessage> handler) {
        this.onOwn = handler;
        return this;
    }

    /** Hears how far sent messages have come. */
    public CarillonClientBuilder onReceipt(Consumer<Receipt> handler) {
        this.onReceipt = handler;
        return this;
    }

    /** Hears which inbox sequences will not come. */
    public CarillonClientBuilder onSkip(Consumer<Skip> handler) {
        this.onSkip = handler;
        return this;
    }

    /** Hears of each change of the connection's state. */
    public CarillonClientBuilder onState(Consumer<ConnectionState> handler) {
        this.onState = handler;
        return this;
    }

    /** Hears the answer to a send of an earlier process, which the device store had kept. */
    public CarillonClientBuilder onEarlierSend(BiConsumer<StoredSend, SendResult> handler) {
        this.onEarlierSend = handler;
        return this;
    }

    /** The client, not connected yet. */
    public CarillonClient build() {
        TokenSupplier supplier = tokens;
        if (supplier == null) {
            throw new IllegalArgumentException("A client needs a token: call token(...) on the builder.");
        }
        ClientRuntime shared = runtime;
        ClientRuntime own = shared == null ? ClientRuntime.start(1) : null;
        ClientRuntime used = shared == null ? own : shared;
        if (used == null) {
            throw new IllegalStateException("no runtime");
        }
        List<ServerAddress> servers = addresses.isEmpty()
                ? List.of(new ServerAddress("127.0.0.1", ServerAddress.DEFAULT_PORT))
                : List.copyOf(addresses);
        Handlers handlers =
                new Handlers(onMessage, manualAck, onOwn, onReceipt, onSkip, onState, onEarlierSend, executor);
        PendingLimit pending = new PendingLimit(limits);
        ClientLoop loop = used.nextLoop();
        DeviceSession session = new DeviceSession(
                user, new Route(servers, redirects), supplier, used, loop, limits, store, pending, handlers);
        return new CarillonClient(session, pending, limits, start, own);
    }

    /** {@link #build}, then {@link CarillonClient#connect}; the client tries until it is online or closed. */
    public CarillonClient connect() {
        CarillonClient client = build();
        client.connect();
        return client;
    }
}
