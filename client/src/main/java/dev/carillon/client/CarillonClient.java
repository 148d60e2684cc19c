package dev.carillon.client;

import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One device of one user: sends messages, each stored exactly once, and takes the user's inbox over in order. It
 * connects, and connects again, by itself.
 *
 * <pre>{@code
 * CarillonClient alice = CarillonClient.builder("alice")
 *         .server("127.0.0.1", 7400)
 *         .token(() -> token)
 *         .store(new FileDeviceStore(Path.of("alice-device"), FileDeviceStore.Sync.SENDS))
 *         .onMessage(message -> System.out.println(message.from() + ": " + message.text()))
 *         .connect();
 * alice.send("bob", "hi").thenAccept(result -> System.out.println(result));
 * }</pre>
 *
 * <p><b>Sending.</b> The future completes when the node has stored the message on disk ({@link SendResult.Stored}) or
 * refused it for good ({@link SendResult.Refused}). In between the client sends it again as often as needed; the node
 * stores it once. Messages to one recipient arrive in the order of {@code send}. What waits for an answer is limited by
 * {@link ClientLimits#pendingSends} and {@link ClientLimits#pendingBytes}; beyond that {@link #send} fails at once,
 * {@link #trySend} says no, {@link #sendBlocking} waits, {@link #whenRoom} tells when to go on.
 *
 * <p><b>Receiving, at least once.</b> A message counts as taken over when the handler returns. After a crash, what was in hand
 * comes again under the same {@link Message#id}.
 *
 * <p><b>Receiving, exactly once.</b> An application with transactions keeps the cursor itself, in the transaction that
 * also stores the message, and starts from it:
 *
 * <pre>{@code
 * CarillonClient bob = CarillonClient.builder("bob")
 *         .token(() -> token)
 *         .store(deviceStore)
 *         .resumeAfter(database.cursor())                  // 0 at the very first start
 *         .onMessage(message -> database.inTransaction(tx -> {
 *             tx.insert(message.id(), message.text());
 *             tx.setCursor(message.seq());                 // commits together or not at all
 *         }))
 *         .executor(databaseThreads)                       // because a transaction blocks
 *         .connect();
 * }</pre>
 *
 * <p>A crash between the commit and the ack repeats nothing: the next start names the committed cursor. The device store
 * remembers which history the cursor counts in; an application without a lasting store keeps
 * {@link ConnectionState.Online#history} beside the cursor and passes both to {@code resumeAfter}. A new device (one with
 * {@link ConnectionState.Online#enrolled}) gets the inbox again from what is still kept, under the same message IDs.
 *
 * <p><b>Threads.</b> Methods may be called from any thread. Callbacks run on the client's loop, which many clients may share
 * and where nothing may block, or on the executor that was given. Futures of {@code send} complete on the loop: continue with
 * {@code thenAcceptAsync} if the continuation blocks.
 */
public final class CarillonClient implements AutoCloseable {
    private record Recipient(String user, byte[] utf8) {
        static final Recipient NONE = new Recipient("", new byte[0]);
    }

    private final DeviceSession session;
    private final PendingLimit pending;
    private final ClientLimits limits;
    private final StartPoint start;
    private final @Nullable ClientRuntime ownRuntime;
    private volatile Recipient lastRecipient = Recipient.NONE;

    CarillonClient(
            DeviceSession session,
            PendingLimit pending,
            ClientLimits limits,
            StartPoint start,
            @Nullable ClientRuntime ownRuntime) {
        this.session = session;
        this.pending = pending;
        this.limits = limits;
        this.start = start;
        this.ownRuntime = ownRuntime;
    }

    /** Begins a client for this user, 1 to 64 bytes of UTF-8 without control characters. */
    public static CarillonClientBuilder builder(String user) {
        return new CarillonClientBuilder(user);
    }

    /**
     * Begins to connect. The future completes when the client is online for the first time, and fails with
     * {@link ClientClosedException} if it is closed before; it may take as long as the node is away. Call it once.
     */
    public CompletableFuture<Void> connect() {
        session.handoff().give(() -> session.start(start));
        return session.firstOnline().copy();
    }

    public String user() {
        return session.user();
    }

    /** This device's install ID, as receipts name it; 0 before the store is open. Changes if the device starts over. */
    public long install() {
        return session.identity().install();
    }

    /** {@link #send(String, byte[], SendOptions)} of UTF-8 text, without receipts. */
    public CompletableFuture<SendResult> send(String to, String text) {
        return send(to, text.getBytes(StandardCharsets.UTF_8), SendOptions.PLAIN);
    }

    /** {@link #send(String, byte[], SendOptions)} without receipts. */
    public CompletableFuture<SendResult> send(String to, byte[] payload) {
        return send(to, payload, SendOptions.PLAIN);
    }

    /**
     * Sends a message.
     *
     * @param to a user ID, 1 to 64 bytes of UTF-8 without control characters
     * @param payload 0 to 60,000 bytes; not copied, so not to be changed before the future completes
     * @return the node's answer. It fails with {@link PendingSendsFullException} if nothing more may wait, and with
     *     {@link ClientClosedException} if the client closes first, and with {@link SendOutcomeUnknownException} if the
     *     node has given up this device
     * @throws IllegalArgumentException if {@code to} or the payload's size is not possible
     */
    public CompletableFuture<SendResult> send(String to, byte[] payload, SendOptions options) {
        return trySend(to, payload, options)
                .orElseGet(() -> CompletableFuture.failedFuture(new PendingSendsFullException(limits)));
    }

    /** As {@link #send(String, byte[], SendOptions)}, but empty if nothing more may wait. */
    public Optional<CompletableFuture<SendResult>> trySend(String to, byte[] payload, SendOptions options) {
        byte[] name = name(to);
        if (payload.length > Limits.PAYLOAD_MAX) {
            throw new IllegalArgumentException("A message has at most " + Limits.PAYLOAD_MAX + " bytes; this one has "
                    + payload.length + ". Nothing was sent.");
        }
        if (!pending.tryEnter(payload.length)) {
            return Optional.empty();
        }
        PendingSend send = new PendingSend(to, name, options.receipt(), payload);
        hand(send);
        return Optional.of(send);
    }

    /**
     * As {@link #send(String, byte[], SendOptions)}, but waits for room first. Not on the client's loop.
     *
     * @throws TimeoutException if there is no room in time; nothing was sent
     */
    public CompletableFuture<SendResult> sendBlocking(String to, byte[] payload, SendOptions options, long timeoutMs)
            throws InterruptedException, TimeoutException {
        if (session.loop().inLoop()) {
            throw new IllegalStateException("sendBlocking on the client's own loop would wait for itself.");
        }
        long deadline = session.loop().nowMs() + timeoutMs;
        Optional<CompletableFuture<SendResult>> sent = trySend(to, payload, options);
        while (sent.isEmpty()) {
            try {
                pending.whenRoom(payload.length).get(deadline - session.loop().nowMs(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
            sent = trySend(to, payload, options);
        }
        return sent.get();
    }

    /** Completes when a message of this size may be sent. Others may be faster, so that one tries again. */
    public CompletableFuture<Void> whenRoom(int payloadBytes) {
        return pending.whenRoom(payloadBytes).copy();
    }

    /** How many sends have no answer yet. */
    public int pendingSends() {
        return pending.sends();
    }

    /** The user has seen this message and everything before it from the same sender. Repeated until the node has it. */
    public void markRead(Message message) {
        session.handoff()
                .give(() -> session.markRead(message.from(), message.id().install(), message.seq()));
    }

    /** Completes when the client is closed, by {@link #close} or because going on is impossible. */
    public CompletableFuture<Void> whenClosed() {
        return session.whenClosed().copy();
    }

    /**
     * Acks what was taken over, says good-bye and closes the connection and the store. Sends without an answer fail
     * with {@link ClientClosedException}; with a store that lasts, the next client makes sure of them. Waits up to
     * {@link ClientLimits#closeTimeoutMs} unless called on the loop.
     */
    @Override
    public void close() {
        try {
            session.handoff().give(() -> session.close("The client was closed."));
        } catch (RejectedExecutionException e) {
            return;
        }
        if (session.loop().inLoop()) {
            return;
        }
        try {
            session.whenClosed().get(limits.closeTimeoutMs(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The client's loop is blocked; the client closes when it goes on.", e);
        } finally {
            if (ownRuntime != null) {
                ownRuntime.close();
            }
        }
    }

    private void hand(PendingSend send) {
        if (session.loop().inLoop() && session.inBatch()) {
            session.handoff().runWaiting();
            session.guard(() -> session.accept(send));
        } else {
            session.handoff().give(() -> session.guard(() -> session.accept(send)));
        }
    }

    private byte[] name(String to) {
        Recipient last = lastRecipient;
        if (!last.user().equals(to)) {
            last = new Recipient(to, UserId.encode(to));
            lastRecipient = last;
        }
        return last.utf8();
    }
}
