package dev.carillon.node.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of a connection that we close: its last bytes go out, then our half of the stream ends, and the client has the
 * linger time to read why. Made only then. Runs on its event loop.
 */
final class LastWords {
    private final EdgeLoop loop;
    private final ChannelHandlerContext context;
    private final long number;
    private long endMs;

    /**
     * @param number the connection's, to be looked at when the time is over; negative for none
     * @param withinMs how long the client may take to read what was written
     */
    LastWords(EdgeLoop loop, ChannelHandlerContext context, long number, long withinMs) {
        this.loop = loop;
        this.context = context;
        this.number = number;
        endWithin(withinMs);
    }

    /** Writes the last bytes, taking them over. */
    void write(ByteBuf bytes) {
        // What still arrives is read and dropped: closing with unread bytes would reset the connection under our ERROR.
        context.channel().config().setAutoRead(true);
        context.writeAndFlush(bytes).addListener(written -> onWritten(written.isSuccess()));
    }

    private void onWritten(boolean success) {
        if (success && context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            endWithin(loop.limits().lingerMs());
        } else {
            context.close();
        }
    }

    /** Cuts the connection off once its time is over. */
    void onDeadline(long nowMs) {
        if (endMs <= nowMs) {
            context.close();
        } else {
            loop.table().lookAtNoLaterThan(number, endMs);
        }
    }

    private void endWithin(long ms) {
        endMs = loop.stampMs() + ms;
        loop.table().lookAtNoLaterThan(number, endMs);
    }
}
