package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.DeviceStoreException;
import dev.carillon.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device of one user, across all its connections. On the loop only.
 *
 * <pre>
 * new      –                                          → trying   start()
 * trying   a {@link Connection} exists                → waiting  it ended and {@link RetryPolicy} allows another
 * waiting  a timer runs                               → trying   it fired
 * any      close(), a final error, a store that fails → closed   for good
 * </pre>
 */
final class DeviceSession implements Deliveries.Failure {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);

    /** Two runs of one device are hardly ever the same; more would only make HELLO longer. */
    private static final long RUNS = 1L << 30;

    private final String user;
    private final Route route;
    private final ClientRuntime runtime;
    private final ClientLoop loop;
    private final ClientLimits limits;
    private final Handlers handlers;
    private final PendingLimit pending;
    private final Outbox outbox;
    private final InboxCursor cursor = new InboxCursor();
    private final DeviceIdentity identity;
    private final Deliveries deliveries;
    private final ReadMarks readMarks = new ReadMarks();
    private final Credentials credentials;
    private final RetryPolicy retries;
    private final Handoff handoff;
    private final CompletableFuture<Void> firstOnline = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable Connection connection;
    private ClientLoop.@Nullable Timer retryTimer;
    private final long run;
    private long connections;
    private int attempt;
    private boolean batch;
    private boolean closed;
    private String closedReason = "";

    DeviceSession(
            String user,
            Route route,
            TokenSupplier tokens,
            ClientRuntime runtime,
            ClientLoop loop,
            ClientLimits limits,
            DeviceStore store,
            PendingLimit pending,
            Handlers handlers) {
        this.user = user;
        this.route = route;
        this.runtime = runtime;
        this.loop = loop;
        this.limits = limits;
        this.handlers = handlers;
        this.pending = pending;
        this.outbox = new Outbox(store, pending);
        this.identity = new DeviceIdentity(store, outbox, cursor, runtime::newInstall);
        this.handoff = new Handoff(loop, () -> guard(this::pump));
        this.deliveries = new Deliveries(handlers, cursor, handoff, this);
        this.credentials = new Credentials(tokens);
        this.retries = new RetryPolicy(loop, limits, credentials);
        this.run = loop.random().nextLong(1, RUNS);
    }

    CompletableFuture<Void> firstOnline() {
        return firstOnline;
    }

    CompletableFuture<Void> whenClosed() {
        return ended;
    }

    Handoff handoff() {
        return handoff;
    }

    ClientLoop loop() {
        return loop;
    }

    ClientLimits limits() {
        return limits;
    }

    Outbox outbox() {
        return outbox;
    }

    InboxCursor cursor() {
        return cursor;
    }

    DeviceIdentity identity() {
        return identity;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    ReadMarks readMarks() {
        return readMarks;
    }

    String user() {
        return user;
    }

    /** Of the app, among those of this device: connections of different runs are not compared. */
    long run() {
        return run;
    }

    /** The number of a new connection of this run, from 1. */
    long nextConnection() {
        return ++connections;
    }

    byte[] token() {
        return credentials.token();
    }

    /** Whether the node connected to is asked to serve this device whoever owns the user. */
    boolean stays() {
        return route.stays();
    }

    // From the client, on the loop.

    void start(StartPoint from) {
        guard(() -> {
            for (EarlierSend earlier : identity.open(from)) {
                earlier.pending().whenComplete((result, error) -> earlierSend(earlier, result, error));
            }
            connect();
        });
    }

    private void earlierSend(EarlierSend earlier, @Nullable SendResult result, @Nullable Throwable error) {
        if (result != null) {
            deliveries.aside(() -> handlers.earlierSend().accept(earlier.stored(), result));
        } else if (error instanceof SendOutcomeUnknownException) {
            SendResult unknown = new SendResult.Unknown(earlier.stored().cseq());
            deliveries.aside(() -> handlers.earlierSend().accept(earlier.stored(), unknown));
        }
    }

    /** Takes a send that {@link PendingLimit} has let in. */
    void accept(PendingSend send) {
        if (closed || !identity.opened()) {
            pending.leave(1, send.payload().length);
            send.completeExceptionally(new ClientClosedException(
                    closed ? closedReason : "Call connect() before sending; this message was not taken."));
            return;
        }
        outbox.add(send);
        identity.appended();
    }

    void markRead(String from, long sender, long seq) {
        readMarks.mark(from, sender, seq);
    }

    /** Closes for good. Idempotent. */
    void close(String reason) {
        close(reason, null);
    }

    private void close(String reason, @Nullable ErrorCode code) {
        if (closed) {
            return;
        }
        closed = true;
        closedReason = reason;
        if (retryTimer != null) {
            retryTimer.cancel();
        }
        try {
            if (connection != null) {
                connection.close();
            }
            identity.close();
        } catch (DeviceStoreException e) {
            LOG.warn("{}", e.getMessage());
        }
        outbox.abandon(reason);
        firstOnline.completeExceptionally(new ClientClosedException(reason));
        deliveries.state(new ConnectionState.Closed(reason, code));
        ended.complete(null);
    }

    // Batches: everything that one of them causes is written at its end.

    boolean inBatch() {
        return batch;
    }

    void batchBegins() {
        batch = true;
    }

    void batchEnds() {
        batch = false;
    }

    /** Writes what has come together since the last batch. */
    void pump() {
        if (connection != null) {
            connection.pump();
        }
    }

    /** Runs a step; a store that fails in it closes the client. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (DeviceStoreException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    // From the connection.

    /** WELCOME came, and the node knows this device. */
    void online(ServerAddress address, boolean enrolled, long head) {
        attempt = 0;
        route.welcomed(address);
        retries.online();
        deliveries.state(new ConnectionState.Online(address, enrolled, head, identity.history()));
        firstOnline.complete(null);
    }

    /** The old device's sequences are not to be trusted; what may have been stored under them is sent again. */
    void startOver(String reason) {
        identity.startOver(reason, true);
    }

    long resendDelayMs(long nodeMs) {
        return retries.resendDelayMs(nodeMs);
    }

    void ended(Connection from, Ending ending) {
        if (closed || connection != from) {
            return;
        }
        connection = null;
        batch = false;
        Ending ended = route.ended(ending);
        guard(() -> follow(retries.after(ended, identity.enrol())));
    }

    private void follow(NextStep step) {
        if (step instanceof NextStep.Again again) {
            retry(again.reason(), again.delayMs());
        } else if (step instanceof NextStep.AgainAsNewDevice anew) {
            identity.startOver(anew.reason(), anew.sendAgain());
            retry(anew.reason(), anew.delayMs());
        } else if (step instanceof NextStep.Stop stop) {
            close(stop.reason(), stop.code());
        }
    }

    private void retry(String reason, long delayMs) {
        retryTimer = loop.schedule(() -> guard(this::connect), delayMs);
        deliveries.state(new ConnectionState.Offline(reason, delayMs));
    }

    private void connect() {
        if (closed) {
            return;
        }
        ServerAddress address = route.next();
        attempt++;
        deliveries.state(new ConnectionState.Connecting(address, attempt));
        if (closed) {
            return;
        }
        Connection next = new Connection(this, address);
        connection = next;
        try {
            credentials.renew();
        } catch (RuntimeException e) {
            next.end(Ending.of("the token supplier failed: " + e.getMessage()));
            return;
        }
        readMarks.newConnection();
        next.start(runtime.transport());
    }

    @Override
    public void handlerFailed(long seq, Throwable cause) {
        LOG.error("The application's handler failed at inbox sequence {}; the item will come again.", seq, cause);
        cursor.giveBack(seq);
        deliveries.restart();
        if (connection != null) {
            connection.end(Ending.of("the application's handler failed"));
        }
    }
}
