package dev.carillon.node.session;

import org.agrona.DirectBuffer;

/**
 * From a loop to the edge: raw frames for clients, tagged with the edge's connection number. Called on the loop only;
 * never blocks, and copies what it takes. Unknown or closed connections are ignored (and count as taken): the
 * {@link SessionMailbox#closed} that explains them is under way.
 */
public interface ClientLink {
    /**
     * Queues whole frames for a connection.
     *
     * @return false if there is no room now and nothing was taken; {@link SessionMailbox#writable} must follow when
     *     there is
     */
    boolean send(long connection, DirectBuffer buffer, int offset, int length);

    /** Closes the connection after everything that was queued before. */
    void close(long connection);

    /** End of a pass: wakes the edge for what was queued. */
    void flush();
}
