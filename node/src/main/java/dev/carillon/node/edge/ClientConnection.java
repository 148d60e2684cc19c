package dev.carillon.node.edge;

import dev.carillon.node.session.SessionMailbox;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client's TCP connection: splits what it reads into frames, checks the HELLO's token, hands whole frames on, and
 * writes what sessions send. The only handler of its pipeline. Runs on its event loop.
 *
 * <pre>
 *   from     event                                     to       effect
 *   HELLO    whole HELLO with a good token             OPEN     SessionMailbox.open
 *   HELLO    anything else, or too late                CLOSING  ERROR
 *   OPEN     bytes that are no frame, or a limit       CLOSING  ERROR, SessionMailbox.closed
 *   OPEN     the session closes                        CLOSING  what it sent before, SessionMailbox.closed
 *   CLOSING  output flushed and peer gone, or linger   CLOSED
 *   any      the peer or the network closes            CLOSED   SessionMailbox.closed if it was open
 * </pre>
 *
 * <p>A mailbox that is full stops reading (TCP does the rest) until the same bytes were accepted.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private enum Phase {
        HELLO,
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final int PARTIAL_BYTES_AT_START = 64;
    private static final int PENDING_BYTES_AT_START = 256;

    private final EdgeLoop loop;

    private @Nullable ChannelHandlerContext context;
    private @Nullable SessionMailbox mailbox;

    /** The beginning of a frame whose end has not come yet. */
    private @Nullable ByteBuf partial;

    /** Bytes read but refused by a full mailbox. */
    private @Nullable ByteBuf stalled;

    /** Bytes to write at the end of this drain. */
    private @Nullable ByteBuf pending;

    private long number = -1;
    private long addressKey;
    private long openedAtMs;
    private long lastReadMs;
    private long partialSinceMs;
    private long unwritableSinceMs = ConnectionTable.NEVER;
    private long closeByMs;
    private Phase phase = Phase.HELLO;
    private boolean dirty;
    private boolean retrying;
    private boolean writabilityOwed;
    private boolean closedOwed;

    ClientConnection(EdgeLoop loop) {
        this.loop = loop;
    }

    // ---- from the socket ----

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        openedAtMs = loop.stampMs();
        lastReadMs = openedAtMs;
        addressKey = ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? AddressCounts.keyOf(peer.getAddress())
                : 0;
        boolean allowed = loop.countIn(addressKey);
        number = loop.table().add(this);
        loop.counters().opened();
        if (number < 0 || loop.openConnections() > loop.limits().connectionsMax() + EdgeLimits.REFUSED_MAX) {
            ctx.close();
        } else if (!allowed) {
            fail(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "too many connections",
                    loop.limits().helloTimeoutMs());
        } else if (loop.isDraining()) {
            failStopping();
        } else {
            lookAt(openedAtMs + loop.limits().helloTimeoutMs());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        loop.counters().bytesRead(in.readableBytes());
        if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
            in.release();
            return;
        }
        lastReadMs = loop.stampMs();
        ByteBuf waiting = stalled;
        if (waiting == null) {
            consume(in);
            return;
        }
        stalled = ctx.alloc()
                .directBuffer(waiting.readableBytes() + in.readableBytes())
                .writeBytes(waiting)
                .writeBytes(in);
        waiting.release();
        in.release();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            unwritableSinceMs = ConnectionTable.NEVER;
            loop.gate().open(number);
        } else {
            unwritableSinceMs = loop.stampMs();
            loop.gate().shut(number);
            lookAt(unwritableSinceMs + loop.limits().slowReaderTimeoutMs());
        }
        reportWritable();
    }

    /** Tells the session whether its sends have room now. */
    void reportWritable() {
        if (phase == Phase.OPEN) {
            writabilityOwed = true;
            settleOrRetry();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (phase == Phase.OPEN) {
            closedOwed = true;
        }
        phase = Phase.CLOSED;
        releaseBuffers();
        loop.countOut(addressKey);
        loop.counters().closed();
        settleOrRetry();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            loop.unexpected(cause);
        }
        ctx.close();
    }

    /** Passes on all whole frames; takes over the buffer. */
    private void consume(ByteBuf in) {
        if (forward(in)) {
            in.release();
        } else {
            stalled = in;
            channel().config().setAutoRead(false);
            loop.counters().readStopped();
            retryLater();
        }
    }

    /** Returns false if the mailbox is full; the bytes from the reader index on are to be offered again. */
    private boolean forward(ByteBuf in) {
        ByteBuf begun = partial;
        if (begun != null) {
            int length = complete(begun, in);
            if (length == FrameSplitter.INCOMPLETE) {
                return true;
            }
            if (length < 0) {
                failSplit(length);
                return true;
            }
            if (!post(loop.view(begun), 0, length)) {
                return false;
            }
            if (partial != null) {
                partial.release();
                partial = null;
            }
        }
        return phase == Phase.CLOSING || forwardWhole(in);
    }

    private boolean forwardWhole(ByteBuf in) {
        int limit = in.writerIndex();
        int from = in.readerIndex();
        int end = from;
        int problem = FrameSplitter.INCOMPLETE;
        DirectBuffer view = loop.view(in);
        while (end < limit) {
            int length = FrameSplitter.frameLength(view, end, limit, frameMax());
            if (length <= 0) {
                problem = length;
                break;
            }
            if (length > limit - end) {
                break;
            }
            boolean alone = phase == Phase.HELLO;
            if (alone || end - from + length > EdgeLimits.BATCH_BYTES_MAX) {
                int batch = alone ? length : end - from;
                if (!post(view, from, batch)) {
                    return false;
                }
                if (phase == Phase.CLOSING) {
                    return true;
                }
                from += batch;
                in.readerIndex(from);
            }
            if (!alone) {
                end += length;
            } else {
                end = from;
            }
        }
        if (end > from && !post(view, from, end - from)) {
            return false;
        }
        in.readerIndex(end);
        if (problem < 0) {
            failSplit(problem);
        } else if (end < limit && phase != Phase.CLOSING) {
            keep(in);
        }
        return true;
    }

    /** Adds to a begun frame what belongs to it, and returns its length once it is whole, else a splitter's constant. */
    private int complete(ByteBuf begun, ByteBuf in) {
        int length = FrameSplitter.frameLength(loop.view(begun), 0, begun.writerIndex(), frameMax());
        while (length == FrameSplitter.INCOMPLETE && in.isReadable()) {
            begun.writeByte(in.readByte());
            length = FrameSplitter.frameLength(loop.view(begun), 0, begun.writerIndex(), frameMax());
        }
        if (length <= 0) {
            return length;
        }
        int missing = length - begun.writerIndex();
        int here = Math.min(missing, in.readableBytes());
        begun.writeBytes(in, here);
        return here == missing ? length : FrameSplitter.INCOMPLETE;
    }

    private void keep(ByteBuf in) {
        int rest = in.readableBytes();
        partial = channel()
                .alloc()
                .directBuffer(Math.max(PARTIAL_BYTES_AT_START, rest))
                .writeBytes(in, rest);
        partialSinceMs = loop.stampMs();
        lookAt(partialSinceMs + loop.limits().frameTimeoutMs());
    }

    private boolean post(DirectBuffer view, int from, int length) {
        if (phase == Phase.HELLO) {
            return hello(view, from, length);
        }
        boolean accepted = mailbox().frames(number, view, from, length);
        if (accepted) {
            loop.counters().batchRead();
        }
        return accepted;
    }

    private boolean hello(DirectBuffer view, int from, int length) {
        HelloCheck check = loop.helloCheck();
        byte[] user = check.userOf(view, from, length);
        if (user == null) {
            fail(check.code(), check.text(), 0);
            return true;
        }
        SessionMailbox found = loop.mailboxFor(user);
        if (!found.open(number, user, view, from, length)) {
            return false;
        }
        mailbox = found;
        phase = Phase.OPEN;
        loop.counters().authenticated();
        lookAt(lastReadMs + loop.limits().idleTimeoutMs());
        return true;
    }

    // ---- from sessions, through the loop's rings ----

    /** Adds bytes to what the end of this drain writes. */
    void append(DirectBuffer buffer, int offset, int length) {
        if (phase != Phase.OPEN) {
            return;
        }
        ByteBuf out = pending;
        if (out == null) {
            out = channel().alloc().directBuffer(Math.max(PENDING_BYTES_AT_START, length));
            pending = out;
            if (!dirty) {
                dirty = true;
                loop.markDirty(this);
            }
        }
        loop.copy(buffer, offset, length, out);
    }

    /** Writes what was appended: one write, one flush. */
    void flush() {
        dirty = false;
        ByteBuf out = pending;
        if (out == null) {
            return;
        }
        pending = null;
        loop.counters().bytesWritten(out.readableBytes());
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(out, ctx.voidPromise());
        if (phase == Phase.OPEN
                && !ctx.channel().isWritable()
                && waitingBytes() > loop.limits().outboundBytesMax()) {
            failSlowReader();
        }
    }

    /** Closes after what the session sent before. */
    void closeBySession() {
        if (phase == Phase.OPEN) {
            beginClosing(loop.limits().slowReaderTimeoutMs());
        }
    }

    /** Closes after what was sent, because the node stops. */
    void closeByNode() {
        if (phase == Phase.OPEN) {
            beginClosing(loop.limits().lingerMs());
        } else {
            failStopping();
        }
    }

    private void failStopping() {
        fail(ErrorCode.SHUTTING_DOWN, "the node is stopping", loop.limits().helloTimeoutMs());
    }

    /** Takes no more frames; bytes for the client still go out. */
    void stopReading() {
        if (phase == Phase.OPEN || phase == Phase.HELLO) {
            channel().config().setAutoRead(false);
        }
    }

    void closeNow() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    // ---- limits ----

    /** Checks every time limit of this phase, and says when to look again. */
    void onDeadline(long nowMs) {
        EdgeLimits limits = loop.limits();
        switch (phase) {
            case HELLO -> {
                if (stalled != null) {
                    openedAtMs = nowMs;
                }
                if (!isOver(openedAtMs + limits.helloTimeoutMs(), nowMs)) {
                    return;
                }
                fail(ErrorCode.HANDSHAKE_TIMEOUT, "no HELLO within " + limits.helloTimeoutMs() + " ms", 0);
            }
            case OPEN -> onDeadlineOpen(nowMs, limits);
            case CLOSING -> {
                if (isOver(closeByMs, nowMs)) {
                    closeNow();
                }
            }
            case CLOSED -> {}
        }
    }

    private void onDeadlineOpen(long nowMs, EdgeLimits limits) {
        if (stalled != null || !channel().config().isAutoRead()) {
            // We are the ones who do not read.
            lastReadMs = nowMs;
            partialSinceMs = nowMs;
        }
        if (unwritableSinceMs != ConnectionTable.NEVER
                && isOver(unwritableSinceMs + limits.slowReaderTimeoutMs(), nowMs)) {
            failSlowReader();
        } else if (partial != null && isOver(partialSinceMs + limits.frameTimeoutMs(), nowMs)) {
            fail(ErrorCode.FRAME_TIMEOUT, "frame not complete within " + limits.frameTimeoutMs() + " ms", 0);
        } else if (isOver(lastReadMs + limits.idleTimeoutMs(), nowMs)) {
            fail(ErrorCode.IDLE_TIMEOUT, "nothing heard for " + limits.idleTimeoutMs() + " ms", 0);
        }
    }

    private boolean isOver(long atMs, long nowMs) {
        if (atMs <= nowMs) {
            return true;
        }
        lookAt(atMs);
        return false;
    }

    private void failSlowReader() {
        fail(ErrorCode.SLOW_READER, "reads too slowly", 0);
        closeByMs = Math.min(closeByMs, loop.stampMs() + loop.limits().lingerMs());
        lookAt(closeByMs);
    }

    private void failSplit(int problem) {
        if (problem == FrameSplitter.TOO_BIG) {
            fail(ErrorCode.FRAME_TOO_BIG, "frame above " + frameMax() + " bytes", 0);
        } else {
            fail(ErrorCode.MALFORMED, "length is zero or not in its shortest form", 0);
        }
    }

    /** Sends ERROR and closes. */
    private void fail(ErrorCode code, String text, long retryAfterMs) {
        if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
            return;
        }
        loop.counters().refused(code);
        ByteBuf out = pending;
        if (out == null) {
            out = channel().alloc().directBuffer(PENDING_BYTES_AT_START);
            pending = out;
        }
        loop.encodeError(out, code, retryAfterMs, text);
        beginClosing(loop.limits().lingerMs());
    }

    private void beginClosing(long withinMs) {
        if (phase == Phase.OPEN) {
            closedOwed = true;
        }
        phase = Phase.CLOSING;
        ByteBuf out = pending == null ? Unpooled.EMPTY_BUFFER : pending;
        pending = null;
        releaseBuffers();
        closeByMs = loop.stampMs() + withinMs;
        lookAt(closeByMs);
        // What still arrives is read and dropped: closing with unread bytes would reset the connection under our ERROR.
        channel().config().setAutoRead(true);
        loop.counters().bytesWritten(out.readableBytes());
        ChannelFuture written = context().writeAndFlush(out);
        written.addListener(future -> onLastByteWritten(future.isSuccess()));
        settleOrRetry();
    }

    private void onLastByteWritten(boolean success) {
        if (success && channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            closeByMs = loop.stampMs() + loop.limits().lingerMs();
            lookAt(closeByMs);
        } else {
            closeNow();
        }
    }

    // ---- what a full mailbox refused ----

    /** Tries again; true if nothing is owed any more. */
    boolean settle() {
        if (writabilityOwed && phase == Phase.OPEN) {
            if (!mailbox().writable(number, channel().isWritable())) {
                return false;
            }
            writabilityOwed = false;
        }
        ByteBuf in = stalled;
        if (in != null) {
            if (!forward(in)) {
                return false;
            }
            // A failed connection has released it.
            if (stalled != null) {
                stalled = null;
                in.release();
            }
            if (phase != Phase.CLOSED && !loop.isDraining()) {
                channel().config().setAutoRead(true);
            }
        }
        if (closedOwed) {
            if (!mailbox().closed(number)) {
                return false;
            }
            closedOwed = false;
        }
        if (phase == Phase.CLOSED && number >= 0) {
            loop.gate().open(number);
            loop.table().remove(number);
            number = -1;
        }
        return true;
    }

    boolean retryDone() {
        if (settle()) {
            retrying = false;
            return true;
        }
        return false;
    }

    private void settleOrRetry() {
        if (!retrying && !settle()) {
            retryLater();
        }
    }

    private void retryLater() {
        if (!retrying) {
            retrying = true;
            loop.retryLater(this);
        }
    }

    // ---- small things ----

    private void releaseBuffers() {
        partial = release(partial);
        stalled = release(stalled);
        pending = release(pending);
    }

    private static @Nullable ByteBuf release(@Nullable ByteBuf bytes) {
        if (bytes != null) {
            bytes.release();
        }
        return null;
    }

    private long waitingBytes() {
        ChannelOutboundBuffer outbound = channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    private int frameMax() {
        return phase == Phase.HELLO
                ? Limits.FRAME_MAX_BEFORE_WELCOME
                : loop.limits().frameMax();
    }

    private void lookAt(long atMs) {
        if (number >= 0) {
            loop.table().lookAtNoLaterThan(number, atMs);
        }
    }

    private Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not connected yet");
        }
        return ctx;
    }

    private SessionMailbox mailbox() {
        SessionMailbox found = mailbox;
        if (found == null) {
            throw new IllegalStateException("no session yet");
        }
        return found;
    }
}
