package dev.carillon.client;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands inbox items to the application and learns when it has taken them over. On the loop an item is done when its
 * handler returns; on an executor, and with manual acks, it is held in the {@link InboxCursor} meanwhile.
 *
 * <p>When a handler throws, what was handed to the executor after that item is dropped unseen: it comes again, in
 * order, on the next connection. {@code round} counts these restarts.
 */
final class Deliveries {
    /** A handler threw: nothing from {@code seq} on was taken over. */
    interface Failure {
        void handlerFailed(long seq, Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final Handlers handlers;
    private final InboxCursor cursor;
    private final Handoff handoff;
    private final Failure failure;
    private final @Nullable Executor executor;
    private final AckSink acks = this::ackFromAnyThread;
    /** Written on the loop. */
    private volatile int round;
    /** Written by the executor: items of this round are dropped. */
    private volatile int failedRound = -1;

    Deliveries(Handlers handlers, InboxCursor cursor, Handoff handoff, Failure failure) {
        this.handlers = handlers;
        this.cursor = cursor;
        this.handoff = handoff;
        this.failure = failure;
        this.executor = handlers.executor() == null ? null : new SerialExecutor(handlers.executor());
    }

    /** Goes into the messages as the target of {@link Message#ack}. */
    AckSink acks() {
        return acks;
    }

    void message(Message message) {
        if (handlers.manualAck()) {
            cursor.hold(message.seq());
            run(message.seq(), false, message, handlers.message()::onMessage);
        } else {
            item(message.seq(), message, handlers.message()::onMessage);
        }
    }

    void own(OwnMessage message) {
        item(message.seq(), message, handlers.own());
    }

    void receipt(Receipt receipt) {
        item(receipt.seq(), receipt, handlers.receipt());
    }

    void skip(Skip skip) {
        item(skip.nextSeq() - 1, skip, handlers.skip());
    }

    void state(ConnectionState state) {
        aside(() -> handlers.state().accept(state));
    }

    /** Runs something that is no inbox item where the application wants its callbacks. */
    void aside(Runnable task) {
        Runnable contained = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A callback of the application failed.", e);
            }
        };
        if (executor == null) {
            contained.run();
        } else {
            executor.execute(contained);
        }
    }

    /** After a failure, on the loop: items from now on are new ones. */
    void restart() {
        round++;
    }

    private <T> void item(long seq, T item, Consumer<T> handler) {
        if (executor != null) {
            cursor.hold(seq);
            run(seq, true, item, handler);
        } else if (call(seq, item, handler)) {
            cursor.pass(seq);
        }
    }

    private <T> void run(long seq, boolean ack, T item, Consumer<T> handler) {
        Executor elsewhere = executor;
        if (elsewhere == null) {
            call(seq, item, handler);
            return;
        }
        int mine = round;
        elsewhere.execute(() -> {
            if (mine > failedRound && callElsewhere(mine, seq, item, handler) && ack) {
                ackFromAnyThread(seq);
            }
        });
    }

    private <T> boolean call(long seq, T item, Consumer<T> handler) {
        try {
            handler.accept(item);
            return true;
        } catch (RuntimeException | Error e) {
            failure.handlerFailed(seq, e);
            return false;
        }
    }

    private <T> boolean callElsewhere(int mine, long seq, T item, Consumer<T> handler) {
        try {
            handler.accept(item);
            return true;
        } catch (RuntimeException | Error e) {
            failedRound = mine;
            handoff.give(() -> failure.handlerFailed(seq, e));
            return false;
        }
    }

    private void ackFromAnyThread(long seq) {
        handoff.give(() -> cursor.done(seq));
    }
}
