package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * One side of a connection through the proxy: what is read here is written to the other side, which reads no faster than
 * its own other side takes. Both sides of a connection run on one event loop.
 */
abstract class Side extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final ConnectionWatch watch;
    private final Ending ending;

    /** @param ending what it is called when this side ends the stream */
    Side(Channel other, ConnectionWatch watch, Ending ending) {
        this.other = other;
        this.watch = watch;
        this.ending = ending;
    }

    /** What to write to the other side for what was read; takes over the buffer. */
    abstract ByteBuf pass(ByteBuf read);

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = pass((ByteBuf) message);
        if (!other.isActive()) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        other.write(bytes);
        if (!other.isWritable()) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        other.flush();
    }

    /** This side took what had piled up for it, so the other one may be read again. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        other.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        watch.ended(ending);
        if (other.isActive()) {
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
