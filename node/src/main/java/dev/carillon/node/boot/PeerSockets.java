package dev.carillon.node.boot;

import dev.carillon.node.peer.PeerNetwork;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of node-to-node links and of the admin service: gRPC on Netty, with TLS 1.3 and certificates on both ends, or in plaintext on
 * loopback and where the network is said to be trusted. Any thread.
 */
public final class PeerSockets implements PeerNetwork, AutoCloseable {
    /** Of a stream and of its connection: what may be on its way before the receiver has taken any of it. */
    private static final int WINDOW_BYTES = 1 << 20;

    private static final int HEADERS_BYTES_MAX = 8 << 10;
    private static final int HANDSHAKE_SECONDS = 5;
    private static final int OPERATOR_CALLS_MAX = 16;

    /** A resumed session skips the judgement of certificates, and one that expires meanwhile must not stay. */
    private static final int SESSION_SECONDS = 1;

    private static final int QUIET_MS = 0;
    private static final int CLOSE_WAIT_MS = 2_000;

    /** Writes stack traces about every connection that breaks; the streams tell the same in sentences. Held, or it is lost. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    static {
        GRPC_LOG.setLevel(Level.OFF);
    }

    private final MultiThreadIoEventLoopGroup group;
    private final boolean own;
    private final boolean epoll = Epoll.isAvailable();
    private final @Nullable SslContext serverTls;
    private final @Nullable SslContext operatorTls;
    private final @Nullable SslContext clientTls;
    private final boolean trustedNetwork;

    /**
     * One of its own event loop.
     *
     * @param tls null for plaintext
     * @param trustedNetwork whether plaintext may leave this machine
     */
    public PeerSockets(ThreadFactory threads, @Nullable PeerTls tls, boolean trustedNetwork) {
        this(
                new MultiThreadIoEventLoopGroup(
                        1, threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()),
                true,
                tls,
                trustedNetwork);
    }

    /**
     * One that shares event loops with somebody else, who ends them.
     *
     * @param group for I/O and TLS; of epoll where the system has it
     */
    public PeerSockets(MultiThreadIoEventLoopGroup group, @Nullable PeerTls tls, boolean trustedNetwork) {
        this(group, false, tls, trustedNetwork);
    }

    private PeerSockets(MultiThreadIoEventLoopGroup group, boolean own, @Nullable PeerTls tls, boolean trustedNetwork) {
        this.group = group;
        this.own = own;
        this.trustedNetwork = trustedNetwork;
        try {
            serverTls = tls == null
                    ? null
                    : GrpcSslContexts.configure(
                                    SslContextBuilder.forServer(tls.key(), tls.certificate()), SslProvider.JDK)
                            .trustManager(tls.trust())
                            .clientAuth(ClientAuth.REQUIRE)
                            .protocols("TLSv1.3")
                            .sessionTimeout(SESSION_SECONDS)
                            .build();
            operatorTls = tls == null
                    ? null
                    : GrpcSslContexts.configure(
                                    SslContextBuilder.forServer(tls.key(), tls.certificate()), SslProvider.JDK)
                            .protocols("TLSv1.3")
                            .build();
            clientTls = tls == null
                    ? null
                    : GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                            .keyManager(tls.key(), tls.certificate())
                            .trustManager(tls.trust())
                            .protocols("TLSv1.3")
                            .sessionTimeout(SESSION_SECONDS)
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException(
                    "The node's certificate and key cannot be used for TLS: " + e.getMessage()
                            + ". Nothing was started. Issue them anew with 'carillon cert issue'.",
                    e);
        }
    }

    @Override
    public ServerBuilder<?> server(InetSocketAddress address) {
        StartRules.checkPeerAddress(address, isSecure(), trustedNetwork);
        NettyServerBuilder builder = builder(address).directExecutor().maxConcurrentCallsPerConnection(1);
        if (serverTls != null) {
            builder.sslContext(serverTls);
        }
        return builder;
    }

    @Override
    public ServerBuilder<?> operators(InetSocketAddress address) {
        StartRules.checkAdminAddress(address, isSecure(), trustedNetwork);
        NettyServerBuilder builder =
                builder(address).directExecutor().maxConcurrentCallsPerConnection(OPERATOR_CALLS_MAX);
        if (operatorTls != null) {
            builder.sslContext(operatorTls);
        }
        return builder;
    }

    private NettyServerBuilder builder(InetSocketAddress address) {
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        return NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .channelType(type)
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMetadataSize(HEADERS_BYTES_MAX)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void checkCall(String host, int port) {
        boolean known =
                host.equals("localhost") || NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
        InetSocketAddress address =
                known ? new InetSocketAddress(host, port) : InetSocketAddress.createUnresolved(host, port);
        StartRules.checkPeerAddress(address, isSecure(), trustedNetwork);
    }

    @Override
    public ManagedChannelBuilder<?> channel(String host, int port) {
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(host, port)
                .eventLoopGroup(group)
                .channelType(type)
                .directExecutor()
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMetadataSize(HEADERS_BYTES_MAX)
                .disableRetry()
                .proxyDetector(target -> null);
        if (clientTls == null) {
            return builder.negotiationType(NegotiationType.PLAINTEXT);
        }
        return builder.sslContext(clientTls);
    }

    @Override
    public boolean isSecure() {
        return serverTls != null;
    }

    /** After everything that uses it; waits for a bounded time. */
    @Override
    public void close() {
        if (own) {
            group.shutdownGracefully(QUIET_MS, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_WAIT_MS);
        }
    }
}
