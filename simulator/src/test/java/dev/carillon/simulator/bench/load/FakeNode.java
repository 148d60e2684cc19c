package dev.carillon.simulator.bench.load;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * As much of a node as the load client can tell: takes, acks and delivers messages, keeps them for who is away, all in
 * memory and on one event loop. It may hold back what it owes a sender until so many messages of it are waiting.
 */
final class FakeNode implements AutoCloseable {
    private static final int TOKEN_USER = 7;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel server;
    private final Map<String, User> users = new HashMap<>();
    private final int holdBack;
    final AtomicInteger outstandingMax = new AtomicInteger();
    final AtomicInteger recvAckMax = new AtomicInteger();

    /** A node that answers a sender only when {@code holdBack} of its messages wait; 1 answers each at once. */
    FakeNode(int holdBack) {
        this.holdBack = holdBack;
        server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Session());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private record Message(long cseq, String from, byte[] payload) {}

    private static final class User {
        final List<Message> inbox = new ArrayList<>();
        final List<Runnable> owed = new ArrayList<>();

        @Nullable
        Session session;
    }

    private final class Session extends ByteToMessageDecoder implements ClientFrames {
        private final Map<Integer, String> recipients = new HashMap<>();
        private final Map<String, Integer> aliases = new HashMap<>();
        private final Map<String, Long> lastOf = new HashMap<>();
        private String name = "";
        private @Nullable ChannelHandlerContext context;
        private long cseq;
        private long pushed;

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            context = ctx;
            UnsafeBuffer view = new UnsafeBuffer(in.nioBuffer());
            int at = 0;
            while (true) {
                int taken = ClientFrameDecoder.decode(view, at, view.capacity(), Limits.FRAME_MAX, this);
                if (taken <= 0) {
                    break;
                }
                at += taken;
            }
            in.skipBytes(at);
            settle();
        }

        /** Not before all that was read has been counted: a sender that exceeds its window does so in one write. */
        private void settle() {
            List<Runnable> owed = user().owed;
            if (owed.size() >= holdBack) {
                owed.forEach(Runnable::run);
                owed.clear();
            }
        }

        private User user() {
            return users.computeIfAbsent(name, any -> new User());
        }

        private UnsafeBuffer frame(int room) {
            return new UnsafeBuffer(new byte[FrameEncoder.OVERHEAD_MAX + room]);
        }

        private void write(UnsafeBuffer bytes, int length) {
            ChannelHandlerContext ctx = context;
            if (ctx != null && ctx.channel().isActive()) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes.byteArray(), 0, length));
            }
        }

        @Override
        public void onHello(
                int version,
                boolean enrol,
                DirectBuffer buffer,
                int token,
                int tokenLength,
                long install,
                long lastSeq,
                long nextCseq,
                int tlvs,
                int tlvsLength) {
            name = buffer.getStringWithoutLengthUtf8(token + TOKEN_USER, tokenLength - TOKEN_USER);
            user().session = this;
            UnsafeBuffer bytes = frame(0);
            write(bytes, FrameEncoder.welcome(bytes, 0, true, user().inbox.size(), 0, 0, bytes, 0, 0));
            push();
        }

        private void push() {
            List<Message> inbox = user().inbox;
            while (pushed < inbox.size()) {
                deliver(inbox.get((int) pushed++));
            }
        }

        private void deliver(Message message) {
            UnsafeBuffer payload = new UnsafeBuffer(message.payload());
            UnsafeBuffer bytes = frame(payload.capacity());
            Integer alias = aliases.get(message.from());
            int length = payload.capacity();
            if (alias == null) {
                int number = aliases.size();
                aliases.put(message.from(), number);
                UnsafeBuffer from = new UnsafeBuffer(message.from().getBytes(StandardCharsets.UTF_8));
                write(
                        bytes,
                        FrameEncoder.deliverNamed(
                                bytes,
                                0,
                                false,
                                false,
                                number,
                                from,
                                0,
                                from.capacity(),
                                1,
                                message.cseq(),
                                false,
                                0,
                                payload,
                                0,
                                length));
            } else {
                long delta = message.cseq() - lastOf.getOrDefault(message.from(), 0L);
                write(bytes, FrameEncoder.deliver(bytes, 0, false, false, alias, delta, false, 0, payload, 0, length));
            }
            lastOf.put(message.from(), message.cseq());
        }

        @Override
        public void onSend(
                boolean wide,
                int cseqLow,
                boolean receipt,
                int alias,
                DirectBuffer buffer,
                int nameAt,
                int nameLength,
                int payload,
                int payloadLength) {
            if (nameLength > 0) {
                recipients.put(alias, buffer.getStringWithoutLengthUtf8(nameAt, nameLength));
            }
            cseq++;
            byte[] bytes = new byte[payloadLength];
            buffer.getBytes(payload, bytes);
            String to = java.util.Objects.requireNonNull(recipients.get(alias));
            Message message = new Message(cseq, name, bytes);
            User self = user();
            self.owed.add(() -> {
                UnsafeBuffer ack = frame(0);
                write(ack, FrameEncoder.sendAck(ack, 0, true, message.cseq()));
                User recipient = users.computeIfAbsent(to, any -> new User());
                recipient.inbox.add(message);
                if (recipient.session != null) {
                    recipient.session.push();
                }
            });
            outstandingMax.accumulateAndGet(self.owed.size(), Math::max);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (user().session == this) {
                user().session = null;
            }
        }

        @Override
        public void onRecvAck(boolean wide, int seqLow) {
            recvAckMax.accumulateAndGet(seqLow, Math::max);
        }

        @Override
        public void onRead(long seq) {}

        @Override
        public void onCredit(long messages, long bytes) {}

        @Override
        public void onPing(int seqLow) {}

        @Override
        public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {}

        @Override
        public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {}

        @Override
        public void onMalformed(ErrorCode reason, String detail) {
            throw new AssertionError(reason + ": " + detail);
        }
    }
}
