package dev.carillon.client.runtime;

import org.agrona.DirectBuffer;

/** One connection to a node: a stream of bytes each way. For its loop's thread only. */
public interface Link {
    /**
     * Takes bytes (copies them) for sending with the next {@link #flush}.
     *
     * @return false if enough is waiting now: the caller stops and goes on at {@link LinkListener#onWritable}
     */
    boolean write(DirectBuffer buffer, int offset, int length);

    /** Sends what was written. */
    void flush();

    /** Sends what was flushed, then closes; {@link LinkListener#onClosed} follows once. Idempotent. */
    void close();
}
