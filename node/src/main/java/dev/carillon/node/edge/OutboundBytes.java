package dev.carillon.node.edge;

import dev.carillon.protocol.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** What one connection's client is to be written: gathered during a drain, and taken at its end for one write. */
final class OutboundBytes {
    private static final int BYTES_AT_START = 256;

    private final EdgeLoop loop;
    private @Nullable ByteBuf pending;

    OutboundBytes(EdgeLoop loop) {
        this.loop = loop;
    }

    /** Adds a session's bytes; returns whether they are the first of this drain. */
    boolean append(Channel channel, DirectBuffer buffer, int offset, int length) {
        boolean first = pending == null;
        loop.copy(buffer, offset, length, begun(channel, length));
        return first;
    }

    /** Adds an ERROR frame. */
    void appendError(Channel channel, ErrorCode code, long retryAfterMs, String text) {
        loop.encodeError(begun(channel, 0), code, retryAfterMs, text);
    }

    private ByteBuf begun(Channel channel, int length) {
        ByteBuf out = pending;
        if (out == null) {
            out = channel.alloc().directBuffer(Math.max(BYTES_AT_START, length));
            pending = out;
        }
        return out;
    }

    boolean isEmpty() {
        return pending == null;
    }

    /** Hands over what was gathered, to be written now, and counts it; an empty buffer if that is nothing. */
    ByteBuf take() {
        ByteBuf out = pending == null ? Unpooled.EMPTY_BUFFER : pending;
        pending = null;
        loop.counters().bytesWritten(out.readableBytes());
        return out;
    }

    /** Forgets what was gathered. */
    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    /** Bytes that were written and that the socket has not taken yet. */
    static long waitingBytes(Channel channel) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }
}
