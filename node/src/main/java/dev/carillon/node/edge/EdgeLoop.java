package dev.carillon.node.edge;

import dev.carillon.node.session.SessionMailbox;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the connections of one event loop share: their table, the rings that bring bytes from the partition
 * loops (one ring per loop), the list of those a full mailbox makes wait, one sweep for all time limits. Runs on its
 * event loop, except {@link #wake}.
 */
final class EdgeLoop {
    static final int SEND = 1;
    static final int CLOSE = 2;

    /** A refused connection is to hear that there is room again. */
    static final int ROOM = 3;

    private static final Logger LOG = LoggerFactory.getLogger(EdgeLoop.class);

    private final Executor eventLoop;
    private final RetryTimer retryTimer;
    private final EdgeShared shared;
    private final HelloCheck helloCheck;
    private final ConnectionTable table;
    private final OutboundRing[] rings;
    private final OutboundGate gate = new OutboundGate();
    private final EdgeCounters counters = new EdgeCounters();

    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private final MessageHandler fromSession = this::onMessage;
    private final List<ClientConnection> dirty = new ArrayList<>();
    private List<ClientConnection> retries = new ArrayList<>();
    private List<ClientConnection> retriesSpare = new ArrayList<>();
    private boolean retryScheduled;

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private long nowMs;
    private boolean draining;

    /** Null unless somebody records: all that this costs then is a look at it. */
    private @Nullable LoopTap tap;

    /** Runs a task on the event loop after {@link EdgeLimits#RETRY_INTERVAL_MS}. */
    interface RetryTimer {
        void schedule(Runnable task);
    }

    /**
     * @param index the event loop's number, which its connections' numbers carry
     * @param partitionLoops number of rings to have
     * @param ringBytes size of each ring, a power of two; a message may fill an eighth
     */
    EdgeLoop(
            int index,
            Executor eventLoop,
            RetryTimer retryTimer,
            EdgeShared shared,
            HelloCheck helloCheck,
            int partitionLoops,
            int ringBytes,
            long nowMs) {
        this.eventLoop = eventLoop;
        this.retryTimer = retryTimer;
        this.shared = shared;
        this.helloCheck = helloCheck;
        this.table = new ConnectionTable(index);
        this.nowMs = nowMs;
        this.rings = new OutboundRing[partitionLoops];
        for (int i = 0; i < partitionLoops; i++) {
            rings[i] = new OutboundRing(ringBytes);
        }
    }

    OutboundRing ring(int partitionLoop) {
        return rings[partitionLoop];
    }

    OutboundGate gate() {
        return gate;
    }

    /** Makes the event loop drain its rings soon. Any thread; costs nothing if that is already on its way. */
    void wake() {
        if (drainScheduled.compareAndSet(false, true)) {
            eventLoop.execute(drain);
        }
    }

    /** Closes a connection after all that is in the rings now: the way for a close that found its ring full. */
    void closeAfterDraining(long connection) {
        eventLoop.execute(() -> {
            drainUpToNow();
            ClientConnection found = table.get(connection);
            if (found != null) {
                found.closeBySession();
            }
            flushDirty();
        });
    }

    private void drain() {
        drainScheduled.set(false);
        boolean more = drainRings();
        flushDirty();
        retry();
        if (more) {
            wake();
        }
    }

    private boolean drainRings() {
        boolean more = false;
        for (OutboundRing ring : rings) {
            ring.ring().read(fromSession, EdgeLimits.DRAIN_MESSAGES_MAX);
            // Not by the number of messages read: a read also ends where the ring wraps.
            more |= ring.ring().size() > 0;
            ClientConnection refused = table.get(ring.takeRefused());
            if (refused != null) {
                refused.reportWritable();
            }
        }
        return more;
    }

    private void drainUpToNow() {
        for (OutboundRing ring : rings) {
            long end = ring.ring().producerPosition();
            while (ring.ring().consumerPosition() < end) {
                ring.ring().read(fromSession);
            }
        }
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        long number = buffer.getLong(index);
        ClientConnection connection = table.get(number);
        if (connection == null) {
            counters.stale();
        } else if (type == SEND) {
            connection.append(buffer, index + Long.BYTES, length - Long.BYTES);
        } else if (type == CLOSE) {
            connection.closeBySession();
        } else {
            connection.reportWritable();
        }
    }

    private void flushDirty() {
        // By index: a flush that fails a connection must not disturb the walk.
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }

    void markDirty(ClientConnection connection) {
        dirty.add(connection);
    }

    // ---- time ----

    /** Looks after all time limits. */
    void sweep(long atMs) {
        nowMs = atMs;
        table.sweep(atMs);
        flushDirty();
    }

    /** A time for what happens now: the sweep's clock stands still between sweeps, so its end; limits are never early. */
    long stampMs() {
        return nowMs + EdgeLimits.SWEEP_INTERVAL_MS;
    }

    // ---- full mailboxes ----

    void retryLater(ClientConnection connection) {
        retries.add(connection);
        scheduleRetry();
    }

    private void retry() {
        if (retries.isEmpty()) {
            return;
        }
        List<ClientConnection> now = retries;
        retries = retriesSpare;
        retriesSpare = now;
        for (int i = 0; i < now.size(); i++) {
            ClientConnection connection = now.get(i);
            if (!connection.retryDone()) {
                retries.add(connection);
            }
        }
        now.clear();
        scheduleRetry();
    }

    private void scheduleRetry() {
        if (!retryScheduled && !retries.isEmpty()) {
            retryScheduled = true;
            retryTimer.schedule(() -> {
                retryScheduled = false;
                retry();
            });
        }
    }

    // ---- stopping ----

    /** Takes no new connection and no more frames. */
    void stopReading() {
        draining = true;
        table.forEach(ClientConnection::stopReading);
    }

    /** Closes all connections after what sessions sent them. */
    void closeAll() {
        draining = true;
        drainUpToNow();
        table.forEach(ClientConnection::closeByNode);
        flushDirty();
    }

    boolean isDraining() {
        return draining;
    }

    // ---- recording ----

    /** From now on; null ends it. */
    void tap(@Nullable LoopTap now) {
        LoopTap before = tap;
        if (before != null) {
            before.tellWhoWasGivenUp();
        }
        tap = now;
    }

    @Nullable
    LoopTap tap() {
        return tap;
    }

    // ---- for connections ----

    ConnectionTable table() {
        return table;
    }

    EdgeLimits limits() {
        return shared.limits();
    }

    EdgeCounters counters() {
        return counters;
    }

    HelloCheck helloCheck() {
        return helloCheck;
    }

    SessionMailbox mailboxFor(byte[] user) {
        return shared.mailboxes().mailboxFor(user);
    }

    boolean countIn(long addressKey) {
        return shared.addresses().opened(addressKey, limits().connectionsMax(), limits().connectionsPerAddressMax());
    }

    void countOut(long addressKey) {
        shared.addresses().closed(addressKey);
    }

    int openConnections() {
        return shared.addresses().total();
    }

    /** The bytes from 0 to the writer index as an Agrona buffer; good until the next call. */
    DirectBuffer view(ByteBuf bytes) {
        int length = bytes.writerIndex();
        if (bytes.hasMemoryAddress()) {
            view.wrap(bytes.memoryAddress(), length);
        } else if (bytes.hasArray()) {
            view.wrap(bytes.array(), bytes.arrayOffset(), length);
        } else {
            view.wrap(bytes.nioBuffer(0, length));
        }
        return view;
    }

    /** Adds bytes at the end of {@code out}. */
    void copy(DirectBuffer buffer, int offset, int length, ByteBuf out) {
        out.ensureWritable(length);
        buffer.getBytes(offset, writable(out, length), 0, length);
        out.writerIndex(out.writerIndex() + length);
    }

    void encodeError(ByteBuf out, ErrorCode code, long retryAfterMs, String text) {
        int most = FrameEncoder.OVERHEAD_MAX + Limits.ERROR_TEXT_MAX;
        out.ensureWritable(most);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = FrameEncoder.error(writable(out, most), 0, code.code(), retryAfterMs, bytes);
        out.writerIndex(out.writerIndex() + length);
    }

    private UnsafeBuffer writable(ByteBuf out, int length) {
        if (out.hasMemoryAddress()) {
            target.wrap(out.memoryAddress() + out.writerIndex(), length);
        } else {
            target.wrap(out.internalNioBuffer(out.writerIndex(), length).slice());
        }
        return target;
    }

    void unexpected(Throwable cause) {
        counters.unexpected();
        LOG.error("event=edge_error error=\"{}\"", String.valueOf(cause), cause);
    }
}
