package dev.carillon.node.edge;

import dev.carillon.protocol.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What happened at one event loop, counted. Written by it, read by any thread. */
public final class EdgeCounters {
    private static final int CODES = 256;

    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();
    private final AtomicLong authenticated = new AtomicLong();
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong batchesRead = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong readStops = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong unexpected = new AtomicLong();
    private final AtomicLongArray refused = new AtomicLongArray(CODES);

    void opened() {
        add(opened, 1);
    }

    void closed() {
        add(closed, 1);
    }

    void authenticated() {
        add(authenticated, 1);
    }

    void bytesRead(int bytes) {
        add(bytesRead, bytes);
    }

    void batchRead() {
        add(batchesRead, 1);
    }

    void bytesWritten(int bytes) {
        add(bytesWritten, bytes);
        add(writes, 1);
    }

    void readStopped() {
        add(readStops, 1);
    }

    void stale() {
        add(stale, 1);
    }

    void unexpected() {
        add(unexpected, 1);
    }

    void refused(ErrorCode code) {
        refused.lazySet(code.code(), refused.get(code.code()) + 1);
    }

    /** Connections accepted so far. */
    public long openedCount() {
        return opened.get();
    }

    /** Connections that ended so far. */
    public long closedCount() {
        return closed.get();
    }

    /** Connections whose HELLO had a good token. */
    public long authenticatedCount() {
        return authenticated.get();
    }

    public long bytesReadCount() {
        return bytesRead.get();
    }

    /** Hand-overs of whole frames to sessions. */
    public long batchesReadCount() {
        return batchesRead.get();
    }

    public long bytesWrittenCount() {
        return bytesWritten.get();
    }

    /** Writes to sockets, each with one flush. */
    public long writesCount() {
        return writes.get();
    }

    /** Times that a full mailbox made a connection stop reading. */
    public long readStopsCount() {
        return readStops.get();
    }

    /** Messages from sessions for connections that were gone. */
    public long staleCount() {
        return stale.get();
    }

    public long unexpectedCount() {
        return unexpected.get();
    }

    /** Connections closed by the edge with this error. */
    public long refusedCount(ErrorCode code) {
        return refused.get(code.code());
    }

    private static void add(AtomicLong counter, long amount) {
        counter.lazySet(counter.getPlain() + amount);
    }
}
