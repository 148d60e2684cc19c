package dev.carillon.node.edge;

import dev.carillon.node.runtime.Clock;
import dev.carillon.node.session.ClientLink;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The TCP server for clients: a few event loops (epoll where the system has it), each with its own connections. Create,
 * give each partition loop its {@link #link}, then {@link #bind}. Any thread; methods that wait do so for a bounded time.
 */
public final class EdgeServer implements AutoCloseable {
    /** Default size of a ring from a partition loop to an event loop; one send may fill an eighth of it. */
    public static final int RING_BYTES = 1 << 20;

    private static final int BACKLOG = 4_096;
    private static final int ARENA_PAGE_BYTES = 8_192;
    private static final int ARENA_ORDER = 7; // chunks of 1 MiB
    private static final int READ_BYTES_MIN = 512;
    private static final int READ_BYTES_AT_START = 2_048;
    private static final int READ_BYTES_MAX = 32_768;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 << 10, 256 << 10);
    private static final long CLOSE_WAIT_MS = 5_000;

    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final EventLoop[] eventLoops;
    private final EdgeLoop[] loops;
    private final EdgeLimits limits;
    private final AddressCounts addresses = new AddressCounts();
    private final PooledByteBufAllocator allocator;
    private final LongSupplier nanoTime;
    private @Nullable Channel listener;
    private @Nullable EdgeTap tap;

    /**
     * @param eventLoops number of event loops, 1 to {@link ConnectionNumber#LOOPS_MAX}
     * @param partitionLoops number of partition loops that will ask for a {@link #link}
     * @param ringBytes size of each ring between them, a power of two
     * @param verifiers makes one token check per event loop
     * @param clock its monotonic time is what time limits are held to
     */
    public EdgeServer(
            int eventLoops,
            int partitionLoops,
            int ringBytes,
            EdgeLimits limits,
            Mailboxes mailboxes,
            Supplier<HelloCheck> verifiers,
            Clock clock,
            ThreadFactory threads) {
        if (eventLoops < 1 || eventLoops > ConnectionNumber.LOOPS_MAX) {
            throw new IllegalArgumentException("event loops: " + eventLoops);
        }
        this.limits = limits;
        this.nanoTime = clock::nanoTime;
        this.epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(eventLoops, threads, io);
        this.allocator = new PooledByteBufAllocator(true, 1, eventLoops, ARENA_PAGE_BYTES, ARENA_ORDER, 256, 64, false);
        this.eventLoops = new EventLoop[eventLoops];
        this.loops = new EdgeLoop[eventLoops];
        EdgeShared shared = new EdgeShared(limits, mailboxes, addresses);
        int index = 0;
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            EdgeLoop loop = new EdgeLoop(
                    index,
                    eventLoop,
                    task -> eventLoop.schedule(task, EdgeLimits.RETRY_INTERVAL_MS, TimeUnit.MILLISECONDS),
                    shared,
                    verifiers.get(),
                    partitionLoops,
                    ringBytes,
                    monotonicMs(clock));
            this.eventLoops[index] = eventLoop;
            loops[index++] = loop;
            eventLoop.scheduleAtFixedRate(
                    () -> sweep(loop, monotonicMs(clock)),
                    EdgeLimits.SWEEP_INTERVAL_MS,
                    EdgeLimits.SWEEP_INTERVAL_MS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private static long monotonicMs(Clock clock) {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
    }

    private static void sweep(EdgeLoop loop, long nowMs) {
        try {
            loop.sweep(nowMs);
        } catch (RuntimeException e) {
            // A scheduled task that throws would never run again.
            loop.unexpected(e);
        }
    }

    /** The way from a partition loop to its clients. */
    public ClientLink link(int partitionLoop) {
        return new EventLoopLink(loops, partitionLoop);
    }

    /**
     * Starts to accept.
     *
     * @return the port, which is a free one if {@code port} is 0
     * @throws IOException if the address cannot be bound
     */
    public int bind(String host, int port) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_AT_START, READ_BYTES_MAX))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ClientConnection(loopOf(channel.eventLoop())));
                    }
                });
        var bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + ": " + message(bound.cause()), bound.cause());
        }
        listener = bound.channel();
        InetSocketAddress address = ((ServerSocketChannel) bound.channel()).localAddress();
        return address.getPort();
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null ? "unknown reason" : String.valueOf(cause.getMessage());
    }

    private EdgeLoop loopOf(EventLoop eventLoop) {
        for (int i = 0; i < eventLoops.length; i++) {
            if (eventLoops[i] == eventLoop) {
                return loops[i];
            }
        }
        throw new IllegalStateException("a channel on a foreign event loop");
    }

    /** First step of stopping: no new connections, no more frames; answers still go out. */
    public void stopReading() {
        Channel open = listener;
        if (open != null) {
            open.close().awaitUninterruptibly(CLOSE_WAIT_MS);
        }
        onAll(EdgeLoop::stopReading);
    }

    /** What the server runs on, for others to run on too; ends when it is closed. */
    public MultiThreadIoEventLoopGroup eventLoops() {
        return group;
    }

    /** Connections that are open now. */
    public int connections() {
        return addresses.total();
    }

    /** The counters of each event loop. */
    public List<EdgeCounters> counters() {
        List<EdgeCounters> all = new ArrayList<>();
        for (EdgeLoop loop : loops) {
            all.add(loop.counters());
        }
        return all;
    }

    /**
     * Has what clients say and hear from now on put where one reader can take it. Not twice at a time.
     *
     * @throws IllegalStateException if it goes on already
     */
    public synchronized EdgeTap startTap() {
        EdgeTap now = tap == null ? new EdgeTap() : tap;
        if (now.isOn()) {
            throw new IllegalStateException("what clients say is read already");
        }
        tap = now;
        now.begin();
        onAll(loop -> loop.tap(new LoopTap(now, nanoTime)));
        return now;
    }

    /** Ends it; what was put in before can still be read. */
    public synchronized void stopTap() {
        EdgeTap now = tap;
        if (now != null && now.isOn()) {
            onAll(loop -> loop.tap(null));
            now.end();
        }
    }

    /** {@code epoll} or {@code nio}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    /**
     * Last step: closes what is still open after what was sent to it, and ends the event loops. Clients have the linger
     * time to read their last bytes. Closing again does nothing.
     */
    @Override
    public void close() {
        Channel open = listener;
        if (open != null) {
            open.close().awaitUninterruptibly(CLOSE_WAIT_MS);
        }
        onAll(EdgeLoop::closeAll);
        addresses.awaitNone(limits.lingerMs() + 2 * EdgeLimits.SWEEP_INTERVAL_MS);
        group.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * CLOSE_WAIT_MS);
    }

    private void onAll(Consumer<EdgeLoop> action) {
        CountDownLatch done = new CountDownLatch(loops.length);
        for (int i = 0; i < loops.length; i++) {
            EdgeLoop loop = loops[i];
            try {
                eventLoops[i].execute(() -> {
                    try {
                        action.accept(loop);
                    } finally {
                        done.countDown();
                    }
                });
            } catch (RejectedExecutionException e) {
                // Closed before: there is nothing left to act on.
                done.countDown();
            }
        }
        try {
            if (!done.await(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
                loops[0].unexpected(new IllegalStateException("an event loop did not answer in time"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
