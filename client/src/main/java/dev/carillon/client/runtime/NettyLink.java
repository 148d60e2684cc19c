package dev.carillon.client.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A TCP connection. Its channel's loop is the client's loop, so nothing here is shared between threads. */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
    /** One per loop thread is enough: what is in them is only valid during a call. */
    private static final ThreadLocal<UnsafeBuffer> READ =
            ThreadLocal.withInitial(() -> new UnsafeBuffer(new byte[64 * 1024]));

    private final LinkListener listener;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf outgoing;
    private @Nullable Throwable cause;
    private boolean closing;
    private boolean reported;

    NettyLink(LinkListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean write(DirectBuffer buffer, int offset, int length) {
        ChannelHandlerContext open = context;
        if (open == null || closing) {
            return true;
        }
        ByteBuf out = outgoing;
        if (out == null) {
            out = open.alloc().directBuffer(Math.max(256, length));
            outgoing = out;
        }
        out.ensureWritable(length);
        byte[] array = buffer.byteArray();
        if (array != null) {
            out.writeBytes(array, buffer.wrapAdjustment() + offset, length);
        } else {
            for (int i = 0; i < length; i++) {
                out.writeByte(buffer.getByte(offset + i));
            }
        }
        return open.channel().isWritable();
    }

    @Override
    public void flush() {
        ByteBuf out = outgoing;
        ChannelHandlerContext open = context;
        if (out != null && open != null) {
            outgoing = null;
            open.writeAndFlush(out, open.voidPromise());
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        flush();
        closing = true;
        ChannelHandlerContext open = context;
        if (open != null) {
            open.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The connection could not be made. */
    void failed(@Nullable Throwable why) {
        report(why);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (closing) {
            ctx.close();
        } else {
            listener.onOpened();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        UnsafeBuffer buffer = READ.get();
        try {
            while (in.isReadable() && !closing) {
                int length = Math.min(in.readableBytes(), buffer.capacity());
                in.readBytes(buffer.byteArray(), 0, length);
                listener.onBytes(buffer, 0, length);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!closing) {
            listener.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!closing && ctx.channel().isWritable()) {
            listener.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        report(cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        cause = why;
        ctx.close();
    }

    private void report(@Nullable Throwable why) {
        if (reported) {
            return;
        }
        reported = true;
        ByteBuf out = outgoing;
        outgoing = null;
        if (out != null) {
            out.release();
        }
        listener.onClosed(why);
    }
}
