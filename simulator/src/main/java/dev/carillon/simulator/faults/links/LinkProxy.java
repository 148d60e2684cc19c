package dev.carillon.simulator.faults.links;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The links between nodes: a port for each ordered pair, so that caller and called are known, and a {@link Way} for each
 * direction of bytes. To cut the way from a to b holds back every byte that travels from a to b, on connections that a
 * made and on those that b made, with their ends; nobody is told, and new connections between the two stay silent. Healed,
 * what was held arrives, as TCP would deliver it after a short cut. Any thread; all work is done on one event loop.
 */
public final class LinkProxy implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long CLOSE_MS = 2_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = (EventLoop) group.next();
    private final LongSupplier nanoTime;
    private final Map<Pair, Way> ways = new HashMap<>();
    private final Map<Pair, ChannelGroup> connections = new HashMap<>();

    private record Pair(int from, int to) {}

    /**
     * What the faults of one way did.
     *
     * @param bytesHeld read from a node while the way was cut
     * @param bytesDelayed passed on later
     */
    public record Effect(long bytesHeld, long bytesDelayed) {}

    public LinkProxy(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Opens a port on which node {@code from} reaches node {@code to}. */
    public int open(int from, int to, int realPort) throws InterruptedException {
        ServerBootstrap server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel caller) {
                        connect(caller, from, to, realPort);
                    }
                });
        Channel bound = server.bind(HOST, 0).sync().channel();
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    private Way way(int from, int to) {
        return ways.computeIfAbsent(new Pair(from, to), pair -> new Way());
    }

    private void connect(Channel caller, int from, int to, int realPort) {
        Way there = way(from, to);
        Way back = way(to, from);
        if (there.isCut() || back.isCut()) {
            // No handshake would come to its end; after the cut the caller tries again.
            (there.isCut() ? there : back).whenOpen(caller::close);
            return;
        }
        ChannelFuture called = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(HOST, realPort);
        called.addListener(done -> {
            if (done.isSuccess() && caller.isActive()) {
                ChannelGroup open =
                        connections.computeIfAbsent(new Pair(from, to), pair -> new DefaultChannelGroup(loop));
                open.add(caller);
                open.add(called.channel());
                join(
                        caller,
                        called.channel(),
                        new Pipe(there, called.channel(), nanoTime),
                        new Pipe(back, caller, nanoTime));
            } else {
                caller.close();
                called.channel().close();
            }
        });
    }

    private static void join(Channel caller, Channel called, Pipe there, Pipe back) {
        caller.pipeline().addLast(there, new Writable(back, called));
        called.pipeline().addLast(back, new Writable(there, caller));
        caller.config().setAutoRead(true);
        called.config().setAutoRead(true);
    }

    /** Lets the source of what is written here go on. */
    private static final class Writable extends ChannelInboundHandlerAdapter {
        private final Pipe pipe;
        private final Channel source;

        Writable(Pipe pipe, Channel source) {
            this.pipe = pipe;
            this.source = source;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                pipe.resume(source);
            }
        }
    }

    /** Nothing gets from one node to the other until {@link #heal}. */
    public void cut(int from, int to) throws InterruptedException {
        onLoop(() -> {
            way(from, to).cut();
            return true;
        });
    }

    /** Everything takes longer from one node to the other until {@link #heal}. */
    public void slow(int from, int to, long ms) throws InterruptedException {
        onLoop(() -> {
            way(from, to).delay(ms);
            return true;
        });
    }

    public void heal(int from, int to) throws InterruptedException {
        onLoop(() -> {
            way(from, to).heal();
            return true;
        });
    }

    /** Ends the connections that one has made to the other; what was held of them is gone. */
    public void sever(int from, int to) throws InterruptedException {
        onLoop(() -> {
            ChannelGroup open = connections.remove(new Pair(from, to));
            if (open != null) {
                open.close();
            }
            return true;
        });
    }

    /** What the faults of this way have done so far. */
    public Effect effect(int from, int to) throws InterruptedException {
        return onLoop(() -> way(from, to).effect());
    }

    private <T> T onLoop(Callable<T> work) throws InterruptedException {
        return loop.submit(work).sync().getNow();
    }

    /** Ends all links. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_MS);
    }
}
