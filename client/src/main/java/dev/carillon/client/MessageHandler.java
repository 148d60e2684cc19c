package dev.carillon.client;

/**
 * Takes messages over, one at a time, in inbox order.
 *
 * <p>When it returns, the message counts as taken over (unless the client was built with {@code manualAck()}), and the
 * node will not send it again. If it throws, nothing counts: the client drops the connection, waits as after any
 * failure, and the same message comes again with the same {@link Message#id}.
 *
 * <p>Runs on the client's loop, where it must not block, or on the executor that the client was given.
 */
@FunctionalInterface
public interface MessageHandler {
    void onMessage(Message message);
}
