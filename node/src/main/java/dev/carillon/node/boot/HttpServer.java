package dev.carillon.node.boot;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /metrics}, {@code /healthz} and {@code /readyz} over HTTP: GET only, small requests, one answer per connection. */
final class HttpServer implements AutoCloseable {
    private static final int LINE_MAX = 1_024;
    private static final int HEADERS_MAX = 8_192;
    private static final int BODY_MAX = 1_024;
    private static final int REQUEST_TIMEOUT_S = 10;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, Closing.threads("http"), NioIoHandler.newFactory());
    private final Supplier<String> metrics;
    private final NodeHealth health;

    HttpServer(Supplier<String> metrics, NodeHealth health) {
        this.metrics = metrics;
        this.health = health;
    }

    /** Starts to answer; returns the port. */
    int bind(String host, int port) throws IOException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(REQUEST_TIMEOUT_S, TimeUnit.SECONDS))
                                .addLast(new HttpServerCodec(LINE_MAX, HEADERS_MAX, BODY_MAX))
                                .addLast(new HttpObjectAggregator(BODY_MAX))
                                .addLast(new Answer());
                    }
                })
                .bind(new InetSocketAddress(host, port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("Cannot listen for HTTP on " + host + ":" + port + ": " + message(bound.cause())
                    + ". Choose another with --http-port, or switch it off with --http-port -1.");
        }
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null ? "unknown reason" : String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_WAIT_MS);
    }

    private final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (!request.decoderResult().isSuccess()) {
                answer(ctx, HttpResponseStatus.BAD_REQUEST, "cannot be read\n");
            } else if (!request.method().equals(HttpMethod.GET)) {
                answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "GET only\n");
            } else {
                answer(ctx, request.uri());
            }
        }

        private void answer(ChannelHandlerContext ctx, String path) {
            switch (path) {
                case "/metrics" -> answer(ctx, HttpResponseStatus.OK, metrics.get());
                case "/healthz" -> answer(ctx, status(health.isHealthy()), health.isHealthy() ? "ok\n" : "failed\n");
                case "/readyz" -> answer(ctx, status(health.isReady()), health.isReady() ? "ready\n" : "not ready\n");
                default -> answer(ctx, HttpResponseStatus.NOT_FOUND, "only /metrics, /healthz and /readyz\n");
            }
        }

        private void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String text) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CONNECTION, "close");
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private static HttpResponseStatus status(boolean good) {
        return good ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    }
}
