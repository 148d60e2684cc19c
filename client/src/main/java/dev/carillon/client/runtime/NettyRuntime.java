package dev.carillon.client.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The production runtime: Netty's event loops (epoll where there is one) and TCP connections. */
final class NettyRuntime implements ClientRuntime, Transport {
    private static final int LOOPS_MAX = 64;
    /** Bytes waiting on one connection at which a client stops writing, and at which it goes on. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final SecureRandom secure = new SecureRandom();
    private final AtomicInteger turn = new AtomicInteger();
    private final MultiThreadIoEventLoopGroup group;
    private final NettyLoop[] loops;

    NettyRuntime(int loops, LongSupplier nanoClock) {
        if (loops < 1 || loops > LOOPS_MAX) {
            throw new IllegalArgumentException("A client runtime has 1 to " + LOOPS_MAX + " loops, not " + loops + ".");
        }
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("carillon-client", true), io);
        this.loops = new NettyLoop[loops];
        int i = 0;
        for (EventExecutor executor : group) {
            this.loops[i++] = new NettyLoop((EventLoop) executor, nanoClock, secure.nextLong());
        }
    }

    @Override
    public ClientLoop nextLoop() {
        return loops[Math.floorMod(turn.getAndIncrement(), loops.length)];
    }

    @Override
    public Transport transport() {
        return this;
    }

    @Override
    public long newInstall() {
        return secure.nextLong();
    }

    @Override
    public Link connect(ClientLoop loop, ServerAddress address, long timeoutMs, LinkListener listener) {
        NettyLink link = new NettyLink(listener);
        Class<? extends Channel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(((NettyLoop) loop).eventLoop())
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeoutMs))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(link)
                .connect(address.host(), address.port())
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        link.failed(future.cause());
                    }
                });
        return link;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
