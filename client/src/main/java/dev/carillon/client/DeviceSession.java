package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.DeviceStoreException;
import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device of one user, across all its connections. On the loop only.
 *
 * <pre>
 * new      –                                          → trying   start()
 * trying   a {@link Connection} exists                → waiting  it ended and {@link RetryRule} allows another
 * waiting  a timer runs                               → trying   it fired
 * any      close(), a final error, a store that fails → closed   for good
 * </pre>
 */
final class DeviceSession implements Deliveries.Failure {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);
    private static final byte[] CLIENT_NAME = "carillon-java/1".getBytes(StandardCharsets.UTF_8);
    private static final int BUGS_MAX = 3;
    /** A connection that lasted this long was a good one: the back-off begins anew after it. */
    private static final long GOOD_CONNECTION_MS = 10_000;

    private final String user;
    private final List<ServerAddress> addresses;
    private final TokenSupplier tokens;
    private final ClientRuntime runtime;
    private final ClientLoop loop;
    private final ClientLimits limits;
    private final DeviceStore store;
    private final Deliveries deliveries;
    private final Outbox outbox;
    private final ReadMarks readMarks = new ReadMarks();
    private final BackOff backOff;
    private final Handoff handoff;
    private final PendingLimit pending;
    private final InboxCursor cursor = new InboxCursor();
    private final CompletableFuture<Void> firstOnline = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Handlers handlers;
    private @Nullable Connection connection;
    private ClientLoop.@Nullable Timer retryTimer;
    private byte[] lastToken = new byte[0];
    private volatile long install;
    private long holdFrom = Long.MAX_VALUE;
    private long onlineSinceMs = -1;
    private int addressTurn;
    private int attempt;
    private int bugs;
    private boolean opened;
    private boolean enrol;
    private boolean batch;
    private boolean unkept;
    private boolean closed;
    private String closedReason = "";

    DeviceSession(
            String user,
            List<ServerAddress> addresses,
            TokenSupplier tokens,
            ClientRuntime runtime,
            ClientLoop loop,
            ClientLimits limits,
            DeviceStore store,
            PendingLimit pending,
            Handlers handlers) {
        this.user = user;
        this.addresses = addresses;
        this.tokens = tokens;
        this.runtime = runtime;
        this.loop = loop;
        this.limits = limits;
        this.store = store;
        this.handlers = handlers;
        this.handoff = new Handoff(loop, () -> guard(this::pump));
        this.pending = pending;
        this.deliveries = new Deliveries(handlers, cursor, handoff, this);
        this.outbox = new Outbox(store, pending);
        this.backOff = new BackOff(loop, limits);
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

    Deliveries deliveries() {
        return deliveries;
    }

    ReadMarks readMarks() {
        return readMarks;
    }

    String user() {
        return user;
    }

    long install() {
        return install;
    }

    // From the client, on the loop.

    /** @param appCursor the inbox position that the application keeps itself, or −1 for the store's */
    void start(long appCursor) {
        guard(() -> {
            DeviceState state = store.open();
            opened = true;
            cursor.restart(appCursor < 0 ? state.cursor() : appCursor);
            install = state.install();
            if (state.fresh()) {
                install = runtime.newInstall();
                store.reset(install);
            } else {
                // a store that a power cut took back must not use a number twice: new sends wait for WELCOME
                holdFrom = state.nextCseq();
            }
            reportEarlierSends(outbox.load(state), state.unsettled());
            enrol = cursor.acked() == 0 && outbox.first() == 1 || state.fresh();
            connect();
        });
    }

    private void reportEarlierSends(List<PendingSend> sends, List<StoredSend> stored) {
        for (int i = 0; i < sends.size(); i++) {
            StoredSend earlier = stored.get(i);
            sends.get(i)
                    .thenAccept(result ->
                            deliveries.aside(() -> handlers.earlierSend().accept(earlier, result)));
        }
    }

    /** Takes a send that {@link PendingLimit} has let in. */
    void accept(PendingSend send) {
        if (closed || !opened) {
            pending.leave(1, send.payload().length);
            send.completeExceptionally(new ClientClosedException(
                    closed ? closedReason : "Call connect() before sending; this message was not taken."));
            return;
        }
        outbox.add(send);
        unkept = true;
    }

    void markRead(String from, long sender, long seq) {
        readMarks.mark(from, sender, seq);
    }

    /** Closes for good. Idempotent. */
    void close(String reason) {
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
            if (opened) {
                store.cursor(cursor.acked());
            }
            store.close();
        } catch (DeviceStoreException e) {
            LOG.warn("{}", e.getMessage());
        }
        outbox.abandon(reason);
        firstOnline.completeExceptionally(new ClientClosedException(reason));
        deliveries.state(new ConnectionState.Closed(reason));
        ended.complete(null);
    }

    /** Whether the loop is inside a batch of this client's, at whose end everything is written. */
    boolean inBatch() {
        return batch;
    }

    // From the connection.

    void batchBegins() {
        batch = true;
    }

    void batchEnds() {
        batch = false;
    }

    /** Runs a step; a store that fails in it closes the client. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (DeviceStoreException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    /** Makes sure that what is about to leave is kept. */
    void keep() {
        if (unkept) {
            store.flush();
            unkept = false;
        }
    }

    void keepCursor(long seq) {
        store.cursor(seq);
        unkept = true;
    }

    void writeHello(FrameOut out, long lastSeq, long nextCseq) {
        UnsafeBuffer tlvs = new UnsafeBuffer(new byte[CLIENT_NAME.length + 4 + Tlv.NUMBERS_LENGTH_MAX]);
        int length = Tlv.putBytes(tlvs, 0, Tlv.CLIENT_NAME, CLIENT_NAME);
        if (limits.deliverMessages() != Limits.WINDOW_MESSAGES_DEFAULT
                || limits.deliverBytes() != Limits.WINDOW_BYTES_DEFAULT) {
            length = Tlv.putWindow(tlvs, length, limits.deliverMessages(), limits.deliverBytes());
        }
        UnsafeBuffer token = new UnsafeBuffer(lastToken);
        int at = out.reserve(lastToken.length + length);
        out.end(FrameEncoder.hello(
                out.buffer(), at, enrol, token, 0, lastToken.length, install, lastSeq, nextCseq, tlvs, 0, length));
    }

    /** @return whether this is the device that the node knows */
    boolean welcomed(Connection from, boolean enrolled, long head, long ackedCseq) {
        String misfit = misfit(ackedCseq);
        if (misfit != null) {
            deviceLost(sentence(misfit), true);
            from.end(Ending.of(misfit));
            return false;
        }
        enrol = false;
        holdFrom = Long.MAX_VALUE;
        onlineSinceMs = loop.nowMs();
        attempt = 0;
        deliveries.state(new ConnectionState.Online(from.address(), enrolled, head));
        firstOnline.complete(null);
        return true;
    }

    /** PROTOCOL.md, section 8.6: numbers that do not fit must not be smoothed over. */
    private @Nullable String misfit(long ackedCseq) {
        if (ackedCseq >= outbox.leftBefore()) {
            return "the device's store has gone back behind what it had sent (was it copied, or restored from a backup?)";
        }
        return ackedCseq + 1 < outbox.first() ? "the node has forgotten messages that it had stored" : null;
    }

    /**
     * Starts over as a new device: the old sequences are never used again.
     *
     * @param again whether messages that may have been stored under the old ones are sent again
     */
    void deviceLost(String reason, boolean again) {
        LOG.warn("{} This device enrols anew.", reason);
        install = runtime.newInstall();
        enrol = true;
        holdFrom = Long.MAX_VALUE;
        cursor.restart(0);
        outbox.startOver(install, reason, again);
        unkept = true;
    }

    void ended(Connection from, Ending ending) {
        if (closed || connection != from) {
            return;
        }
        connection = null;
        batch = false;
        addressTurn++;
        if (onlineSinceMs >= 0 && loop.nowMs() - onlineSinceMs >= GOOD_CONNECTION_MS) {
            backOff.reset();
        }
        onlineSinceMs = -1;
        guard(() -> afterEnd(ending));
    }

    private void afterEnd(Ending ending) {
        RetryRule rule = RetryRule.of(ending.code());
        bugs = rule == RetryRule.BUG ? bugs : 0;
        switch (rule) {
            case FINAL -> close(sentence(ending.reason()));
            case NEW_TOKEN -> {
                if (hasOtherToken()) {
                    retry(ending);
                } else {
                    close(sentence(ending.reason()) + " Get a new token and connect again.");
                }
            }
            case NEW_DEVICE -> {
                if (enrol) {
                    close(sentence(ending.reason()) + " The node does not enrol this device.");
                } else {
                    deviceLost(sentence(ending.reason()), ending.code() != ErrorCode.DEVICE_RETIRED);
                    retry(ending);
                }
            }
            case BUG -> {
                bugs++;
                LOG.error("{} This client or the node has a bug.", sentence(ending.reason()));
                if (bugs < BUGS_MAX) {
                    retry(ending);
                } else {
                    close(sentence(ending.reason()) + " This was the third time in a row; please report it.");
                }
            }
            case RETRY -> retry(ending);
        }
    }

    private boolean hasOtherToken() {
        try {
            return !Arrays.equals(tokens.token(), lastToken);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void retry(Ending ending) {
        long jitter = ending.jitterMs() == Ending.OWN_BACK_OFF ? backOff.nextMs() : backOff.upTo(ending.jitterMs());
        long delayMs = ending.afterMs() + jitter;
        retryTimer = loop.schedule(() -> guard(this::connect), delayMs);
        deliveries.state(new ConnectionState.Offline(sentence(ending.reason()), delayMs));
    }

    /** When to send again what was refused for now. */
    long retryDelayMs(long nodeMs) {
        return nodeMs + backOff.upTo(limits.backOffMinMs());
    }

    private void connect() {
        if (closed) {
            return;
        }
        ServerAddress address = addresses.get(addressTurn % addresses.size());
        attempt++;
        deliveries.state(new ConnectionState.Connecting(address, attempt));
        if (closed) {
            return;
        }
        Connection next = new Connection(this, address, holdFrom);
        connection = next;
        try {
            lastToken = tokens.token();
        } catch (RuntimeException e) {
            next.end(Ending.of("the token supplier failed: " + e.getMessage()));
            return;
        }
        readMarks.newConnection();
        next.start(runtime.transport());
    }

    /** Writes what has come together since the last batch. */
    void pump() {
        if (connection != null) {
            connection.pump();
        }
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

    private static String sentence(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".";
    }
}
