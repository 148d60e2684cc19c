package dev.carillon.node.replication.raft;

import org.agrona.DirectBuffer;

/** Takes encoded messages to other nodes; may lose, delay, repeat and reorder them. Called on the loop. */
@FunctionalInterface
public interface RaftTransport {
    /**
     * Sends without waiting and never throws; what cannot be sent is dropped.
     *
     * @param group says which loop of the other node the message is for: hand it to that loop's {@link RaftLoop#receive}
     * @param buffer valid during the call
     */
    void send(RaftMember target, int group, DirectBuffer buffer, int offset, int length);

    /** What was sent since the last call should leave now. */
    default void flush() {}
}
