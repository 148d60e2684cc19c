package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A port in front of each node: clients that connect there reach the node, and what goes to and fro is noted in an
 * {@link EventQueue}. Bytes are passed on as they are, MOVE apart ({@link Doors}), and never wait for the notes. Any thread.
 */
final class RecordingProxy implements Watched {
    private static final int LOOPS = 2;
    private static final int CONNECT_MS = 5_000;
    private static final long CLOSE_MS = 3_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    private final EventQueue queue;
    private final LongSupplier nowUs;
    private final Doors doors = new Doors();
    private final List<Channel> listening = new ArrayList<>();
    private final Map<Channel, ConnectionWatch> open = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /** @param nowUs microseconds since the recording began */
    RecordingProxy(EventQueue queue, LongSupplier nowUs) {
        this.queue = queue;
        this.nowUs = nowUs;
    }

    /**
     * Opens the port that leads to a node.
     *
     * @param at where to listen; port 0 for any free one
     * @return where clients connect
     */
    InetSocketAddress open(InetSocketAddress at, InetSocketAddress node) throws IOException, InterruptedException {
        ServerBootstrap server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connect(client, node);
                    }
                });
        ChannelFuture bound = server.bind(at).await();
        if (!bound.isSuccess()) {
            throw new IOException("Nobody can listen on " + at.getHostString() + ":" + at.getPort() + " ("
                    + bound.cause().getMessage()
                    + "). Name a free port with --proxy; each node needs one, from there on.");
        }
        listening.add(bound.channel());
        int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        InetSocketAddress door = InetSocketAddress.createUnresolved(at.getHostString(), port);
        doors.add(node, door);
        return door;
    }

    private void connect(Channel client, InetSocketAddress node) {
        ConnectionWatch watch =
                new ConnectionWatch(connections.incrementAndGet(), this::note, () -> queue.lost(1), nowUs);
        ChannelFuture called = new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(node);
        called.addListener(done -> {
            if (done.isSuccess() && client.isActive()) {
                join(client, called.channel(), watch);
            } else {
                client.close();
                called.channel().close();
            }
        });
    }

    private void note(Event event) {
        if (event instanceof Event.Closed closed && closed.how() == Ending.UNREADABLE) {
            unreadable.incrementAndGet();
        }
        queue.add(event);
    }

    private void join(Channel client, Channel node, ConnectionWatch watch) {
        open.put(client, watch);
        client.closeFuture().addListener(gone -> open.remove(client));
        client.pipeline().addLast(new ClientSide(node, watch));
        node.pipeline().addLast(new NodeSide(client, watch, doors));
        client.config().setAutoRead(true);
        node.config().setAutoRead(true);
    }

    @Override
    public long connections() {
        return connections.get();
    }

    @Override
    public int openNow() {
        return open.size();
    }

    @Override
    public long unreadable() {
        return unreadable.get();
    }

    @Override
    public @Nullable String over() {
        return null;
    }

    @Override
    public List<String> complaints() {
        return List.of();
    }

    /** Ends all connections; each is noted as still open. */
    @Override
    public void close() throws InterruptedException {
        for (Channel channel : listening) {
            channel.close().await(CLOSE_MS);
        }
        for (Map.Entry<Channel, ConnectionWatch> entry : open.entrySet()) {
            Channel client = entry.getKey();
            client.eventLoop()
                    .submit(() -> {
                        entry.getValue().ended(Ending.STILL_OPEN);
                        client.close();
                    })
                    .await(CLOSE_MS);
        }
        group.shutdownGracefully(0, CLOSE_MS, TimeUnit.MILLISECONDS).await(CLOSE_MS);
    }
}
