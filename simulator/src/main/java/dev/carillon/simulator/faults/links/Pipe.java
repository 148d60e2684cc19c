package dev.carillon.simulator.faults.links;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One direction of one connection: reads here, writes to the other end what the way lets through, in order. */
final class Pipe extends ChannelInboundHandlerAdapter {
    private final Way way;
    private final Channel to;
    private final LongSupplier nanoTime;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private final Deque<Delayed> delayed = new ArrayDeque<>();

    private record Delayed(ByteBuf bytes, long dueNs) {}

    Pipe(Way way, Channel to, LongSupplier nanoTime) {
        this.way = way;
        this.to = to;
        this.nanoTime = nanoTime;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (way.isCut()) {
            // As with a real cut: the sender goes on until its buffers are full, and hears nothing.
            way.held(bytes.readableBytes());
            context.channel().config().setAutoRead(false);
            if (held.isEmpty()) {
                way.whenOpen(() -> release(context));
            }
            held.add(bytes);
        } else {
            pass(context, bytes);
        }
    }

    private void release(ChannelHandlerContext context) {
        while (!held.isEmpty()) {
            pass(context, held.remove());
        }
        context.channel().config().setAutoRead(to.isWritable());
    }

    private void pass(ChannelHandlerContext context, ByteBuf bytes) {
        long now = nanoTime.getAsLong();
        long due = now + TimeUnit.MILLISECONDS.toNanos(way.delayMs());
        if (way.delayMs() > 0) {
            way.delayed(bytes.readableBytes());
        }
        if (way.delayMs() == 0 && delayed.isEmpty()) {
            write(context, bytes);
            return;
        }
        delayed.add(new Delayed(bytes, due));
        if (delayed.size() == 1) {
            context.executor().schedule(() -> writeDue(context), due - now, TimeUnit.NANOSECONDS);
        }
    }

    /** One timer at a time for the first that waits: bytes never overtake each other, also when the way becomes faster. */
    private void writeDue(ChannelHandlerContext context) {
        long now = nanoTime.getAsLong();
        while (!delayed.isEmpty() && delayed.element().dueNs - now <= 0) {
            write(context, delayed.remove().bytes);
        }
        if (!delayed.isEmpty()) {
            context.executor().schedule(() -> writeDue(context), delayed.element().dueNs - now, TimeUnit.NANOSECONDS);
        }
    }

    private void write(ChannelHandlerContext context, ByteBuf bytes) {
        if (!to.isActive()) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        to.writeAndFlush(bytes);
        if (!to.isWritable()) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** The other end took what had piled up. */
    void resume(Channel from) {
        if (!way.isCut()) {
            from.config().setAutoRead(true);
        }
    }

    /** The end of a connection is a message too, and does not pass where nothing does. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (way.isCut()) {
            way.whenOpen(() -> end());
        } else {
            end();
        }
    }

    private void end() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (to.isActive()) {
            to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
