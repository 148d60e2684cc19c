package dev.carillon.node.edge;

import dev.carillon.node.session.SessionMailbox;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client's TCP connection: carries it from phase to phase, and passes on between its socket, its parts and its
 * session. {@link InboundFrames} cuts what it reads into frames, {@link OutboundBytes} gathers what it writes,
 * {@link Deadlines} knows its time limits, {@link LastWords} ends it. The only handler of its pipeline. Runs on its event
 * loop.
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
final class ClientConnection extends ChannelInboundHandlerAdapter implements InboundFrames.Receiver {
    private enum Phase {
        HELLO,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final EdgeLoop loop;
    private final InboundFrames inbound;
    private final OutboundBytes outbound;
    private final Deadlines deadlines = new Deadlines();

    private @Nullable ChannelHandlerContext context;
    private @Nullable SessionMailbox mailbox;
    private @Nullable LastWords lastWords;

    private long number = -1;
    private long addressKey;
    private Phase phase = Phase.HELLO;

    /** On the loop's list of those who write at the end of this drain. */
    private boolean dirty;

    /** On the loop's list of those who wait for room in a mailbox. */
    private boolean retrying;

    private boolean writabilityOwed;
    private boolean closedOwed;

    ClientConnection(EdgeLoop loop) {
        this.loop = loop;
        this.inbound = new InboundFrames(loop, this);
        this.outbound = new OutboundBytes(loop);
    }

    // ---- from the socket ----

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        deadlines.accepted(loop.stampMs());
        addressKey = ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? AddressCounts.keyOf(peer.getAddress())
                : 0;
        boolean allowed = loop.countIn(addressKey);
        number = loop.table().add(this);
        loop.counters().opened();
        EdgeLimits limits = loop.limits();
        if (number < 0 || loop.openConnections() > limits.connectionsMax() + EdgeLimits.REFUSED_MAX) {
            ctx.close();
        } else if (!allowed) {
            fail(ErrorCode.TOO_MANY_CONNECTIONS, "too many connections", limits.helloTimeoutMs());
        } else if (loop.isDraining()) {
            failStopping();
        } else {
            loop.table().lookAtNoLaterThan(number, deadlines.helloByMs(limits));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        loop.counters().bytesRead(in.readableBytes());
        if (phase == Phase.OPEN) {
            deadlines.heard(loop.stampMs());
        }
        if (!inbound.offer(in)) {
            channel().config().setAutoRead(false);
            loop.counters().readStopped();
            retryLater();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            deadlines.writable();
            loop.gate().open(number);
        } else {
            deadlines.unwritable(loop.stampMs());
            loop.gate().shut(number);
            lookAtNext();
        }
        reportWritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tapClosed(false);
        closedOwed |= phase == Phase.OPEN;
        phase = Phase.CLOSED;
        inbound.release();
        outbound.release();
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

    // ---- whole frames ----

    @Override
    public boolean take(DirectBuffer bytes, int offset, int length) {
        if (phase == Phase.HELLO) {
            return takeHello(bytes, offset, length);
        }
        LoopTap tap = loop.tap();
        if (tap != null) {
            tap.heard(number, bytes, offset, length);
        }
        boolean accepted = mailbox().frames(number, bytes, offset, length);
        if (!accepted && tap != null) {
            tap.refused(number, length);
        }
        if (accepted) {
            loop.counters().batchRead();
        }
        return accepted;
    }

    private boolean takeHello(DirectBuffer bytes, int offset, int length) {
        HelloCheck check = loop.helloCheck();
        byte[] user = check.userOf(bytes, offset, length);
        if (user == null) {
            fail(check.code(), check.text(), 0);
            return true;
        }
        SessionMailbox found = loop.mailboxFor(user);
        if (!found.open(number, user, bytes, offset, length)) {
            return false;
        }
        mailbox = found;
        phase = Phase.OPEN;
        LoopTap tap = loop.tap();
        if (tap != null) {
            tap.opened(number, user, bytes, offset, length);
        }
        loop.counters().authenticated();
        deadlines.heard(loop.stampMs());
        lookAtNext();
        return true;
    }

    @Override
    public boolean isDone() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED;
    }

    @Override
    public boolean wantsOne() {
        return phase == Phase.HELLO;
    }

    @Override
    public int frameMax() {
        return phase == Phase.HELLO
                ? Limits.FRAME_MAX_BEFORE_WELCOME
                : loop.limits().frameMax();
    }

    @Override
    public void frameBegan() {
        deadlines.frameBegan(loop.stampMs());
        lookAtNext();
    }

    @Override
    public void frameEnded() {
        deadlines.frameEnded();
    }

    @Override
    public void onNoFrame(int problem) {
        if (problem == FrameSplitter.TOO_BIG) {
            fail(ErrorCode.FRAME_TOO_BIG, "frame above " + frameMax() + " bytes", 0);
        } else {
            fail(ErrorCode.MALFORMED, "length is zero or not in its shortest form", 0);
        }
    }

    // ---- from sessions, through the loop's rings ----

    /** Adds bytes to what the end of this drain writes. */
    void append(DirectBuffer buffer, int offset, int length) {
        if (phase != Phase.OPEN) {
            return;
        }
        LoopTap tap = loop.tap();
        if (tap != null) {
            tap.told(number, buffer, offset, length);
        }
        if (outbound.append(channel(), buffer, offset, length) && !dirty) {
            dirty = true;
            loop.markDirty(this);
        }
    }

    /** Writes what was appended: one write, one flush. */
    void flush() {
        dirty = false;
        if (outbound.isEmpty()) {
            return;
        }
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(outbound.take(), ctx.voidPromise());
        if (phase == Phase.OPEN
                && !ctx.channel().isWritable()
                && OutboundBytes.waitingBytes(ctx.channel()) > loop.limits().outboundBytesMax()) {
            failOverdue(ErrorCode.SLOW_READER);
        }
    }

    /** Tells the session whether its sends have room now. */
    void reportWritable() {
        if (phase == Phase.OPEN) {
            writabilityOwed = true;
            settleOrRetry();
        }
    }

    /** Closes after what the session sent before. */
    void closeBySession() {
        if (phase == Phase.OPEN) {
            beginClosing(loop.limits().slowReaderTimeoutMs());
        }
    }

    // ---- from the loop ----

    /** Takes no more frames; bytes for the client still go out. */
    void stopReading() {
        if (!isDone()) {
            channel().config().setAutoRead(false);
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

    /** Checks every time limit of this phase, and says when to look again. */
    void onDeadline(long nowMs) {
        if (lastWords != null) {
            lastWords.onDeadline(nowMs);
            return;
        }
        if (inbound.isStalled() || phase == Phase.OPEN && !channel().config().isAutoRead()) {
            deadlines.notReading(nowMs);
        }
        EdgeLimits limits = loop.limits();
        if (phase == Phase.HELLO && deadlines.helloByMs(limits) <= nowMs) {
            failOverdue(ErrorCode.HANDSHAKE_TIMEOUT);
        } else if (phase == Phase.OPEN) {
            ErrorCode overdue = deadlines.overdue(nowMs, limits);
            if (overdue != null) {
                failOverdue(overdue);
            }
        }
        lookAtNext();
    }

    private void lookAtNext() {
        if (phase == Phase.HELLO) {
            loop.table().lookAtNoLaterThan(number, deadlines.helloByMs(loop.limits()));
        } else if (phase == Phase.OPEN) {
            loop.table().lookAtNoLaterThan(number, deadlines.nextMs(loop.limits()));
        }
    }

    // ---- closing ----

    private void failStopping() {
        fail(ErrorCode.SHUTTING_DOWN, "the node is stopping", loop.limits().helloTimeoutMs());
    }

    private void failOverdue(ErrorCode code) {
        fail(code, Deadlines.sentence(code, loop.limits()), 0);
    }

    /** Sends ERROR and closes. */
    private void fail(ErrorCode code, String text, long retryAfterMs) {
        if (isDone()) {
            return;
        }
        loop.counters().refused(code);
        LoopTap tap = loop.tap();
        if (tap != null) {
            tap.failed(number, code, retryAfterMs, text);
        }
        outbound.appendError(channel(), code, retryAfterMs, text);
        beginClosing(loop.limits().lingerMs());
    }

    private void beginClosing(long withinMs) {
        tapClosed(true);
        closedOwed |= phase == Phase.OPEN;
        phase = Phase.CLOSING;
        inbound.release();
        LastWords last = new LastWords(loop, context(), number, withinMs);
        lastWords = last;
        last.write(outbound.take());
        settleOrRetry();
    }

    private void tapClosed(boolean byNode) {
        LoopTap tap = loop.tap();
        if (tap != null && phase == Phase.OPEN) {
            tap.closed(number, byNode);
        }
    }

    // ---- what a full mailbox refused ----

    /** Tries again; returns whether nothing is owed any more. */
    boolean retryDone() {
        retrying = !settle();
        return !retrying;
    }

    private boolean settle() {
        if (writabilityOwed && phase == Phase.OPEN) {
            if (!mailbox().writable(number, channel().isWritable())) {
                return false;
            }
            writabilityOwed = false;
        }
        if (inbound.isStalled()) {
            if (!inbound.retry()) {
                return false;
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
