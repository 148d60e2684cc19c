package dev.carillon.simulator.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;

/** The load client's event loops and its way of connecting: from several loopback addresses, a bounded number at a time. */
final class LoadNet implements AutoCloseable {
    /** Connections from one source address; a port number is free again only a minute after its connection closed. */
    private static final int PER_SOURCE = 5_000;

    /** Connections that may be on their way at once. */
    private static final int CONNECTING_MAX = 64;

    private static final int CONNECT_SECONDS_MAX = 60;
    private static final int ERRORS_SHOWN = 5;
    private static final int READ_BYTES = 32 << 10;
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final long INSTALL_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final LoadTarget target;
    private final MultiThreadIoEventLoopGroup group;
    private final LoadLoop[] loops;
    private final Consumer<String> problems;
    private final Semaphore connecting = new Semaphore(CONNECTING_MAX);
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean closing;

    LoadNet(LoadTarget target, NanoClock clock, Consumer<String> problems) {
        this.target = target;
        this.problems = problems;
        group = new MultiThreadIoEventLoopGroup(target.loops(), EpollIoHandler.newFactory());
        loops = new LoadLoop[target.loops()];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new LoadLoop((EventLoop) group.next(), clock);
        }
    }

    static byte[] name(int user) {
        return ("u" + user).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] token(int user) {
        return target.tokens().token("u" + user);
    }

    /** A user's device is the same in every process of the load client, so that one can fill and another drain. */
    long install(int user) {
        return (user + 1) * INSTALL_MULTIPLIER;
    }

    LoadLoop[] loops() {
        return loops;
    }

    LoadLoop loop(int index) {
        return loops[index % loops.length];
    }

    int errors() {
        return errors.get();
    }

    /** Starts a connection; waits while too many are on their way. One thread. */
    LoadConnection connect(int user, LoadLoop loop, LoadListener listener) throws InterruptedException {
        if (!connecting.tryAcquire(CONNECT_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new LoadException("connections do not become ready; " + errors.get() + " errors so far");
        }
        LoadConnection connection = new LoadConnection(this, loop, user, listener);
        dial(connection, target.host(), target.port());
        return connection;
    }

    /** Connects somebody whom a node has sent elsewhere; on the event loop. */
    void move(LoadConnection connection, String host, int port) {
        dial(connection, host, port);
    }

    /** Connects somebody again whom a node could not tell where to go; on the event loop. */
    void again(LoadConnection connection, long afterMs) {
        connection.loop.eventLoop.schedule(
                () -> dial(connection, target.host(), target.port()), Math.max(1, afterMs), TimeUnit.MILLISECONDS);
    }

    private void dial(LoadConnection connection, String host, int port) {
        new Bootstrap()
                .group(connection.loop.eventLoop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(connection)
                .connect(new InetSocketAddress(host, port), source(connected.getAndIncrement()))
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        error("u" + connection.user + " cannot connect: " + future.cause());
                        connecting.release();
                    }
                });
    }

    /** Few connections per source address, and other addresses than the last process left in TIME_WAIT. */
    private InetSocketAddress source(int n) {
        return target.host().equals("127.0.0.1")
                ? new InetSocketAddress(
                        "127." + (1 + PROCESS % 200) + "." + PROCESS / 200 % 250 + "." + (2 + n / PER_SOURCE), 0)
                : new InetSocketAddress(0);
    }

    void ready(LoadConnection connection) {
        connecting.release();
    }

    void closed(LoadConnection connection, boolean wasReady, boolean meant) {
        if (!wasReady) {
            connecting.release();
        }
        if (!meant && !closing) {
            error("u" + connection.user + ": the node closed the connection");
        }
    }

    void error(String what) {
        int count = errors.incrementAndGet();
        if (count <= ERRORS_SHOWN) {
            problems.accept(what);
        }
    }

    @Override
    public void close() {
        closing = true;
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
