package dev.carillon.simulator.bench.load;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.ServerFrameDecoder;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.protocol.SkipReason;
import dev.carillon.protocol.Tlv;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One session of the load client: user {@code u<number>}, with one device. Speaks HELLO, SEND, RECV_ACK, PING and
 * GOODBYE, and goes where a MOVE sends it before its WELCOME; whatever it cannot answer (an error, a refusal, a broken frame) is reported to its {@link LoadNet} and
 * closes it. Runs on its event loop.
 *
 * <p>Own copies are acked by the way, {@value #OWN_COPIES_UNACKED_MAX} at a time, as a real client would; messages from
 * others are acked after every read.
 */
@ChannelHandler.Sharable // One channel after the other, while nodes send it on.
final class LoadConnection extends ChannelInboundHandlerAdapter implements ServerFrames {
    /** Most own copies that wait for a RECV_ACK which a message from somebody else would carry along. */
    static final int OWN_COPIES_UNACKED_MAX = 64;

    /** Most messages a workload may have unacked on one connection; a power of two. */
    static final int WINDOW_MAX = 1024;

    private static final int OUT_INITIAL = 512;
    private static final int WIDE_BITS = 16;
    /** A cluster that has just begun may not know an owner for some seconds. */
    private static final int MOVES_MAX = 50;

    private static final long MOVE_AGAIN_MS = 200;
    private static final long[] NONE = {};

    final int user;
    final LoadLoop loop;
    final LoadListener listener;

    /** What the workload keeps about this connection. */
    @Nullable
    Object tag;

    long bytesIn;
    long bytesOut;

    private final LoadNet net;
    private @Nullable Channel channel;
    private @Nullable ByteBuf out;
    private @Nullable ByteBuf partial;
    private boolean flushAnnounced;
    private boolean ready;
    private boolean leaving;
    private int moves;
    private long nowNs;
    private long inboxSeq;
    private long inboxAcked;
    private long delivered;
    private long lastCseq;
    private long ackedCseq;
    private long aliasesNamed;
    private long[] sentNs = NONE;

    LoadConnection(LoadNet net, LoadLoop loop, int user, LoadListener listener) {
        this.net = net;
        this.loop = loop;
        this.user = user;
        this.listener = listener;
    }

    /** Sends one message of {@code size} bytes to {@code to}, whom {@code alias} (0–63) means on this connection. */
    void send(int alias, byte[] to, long now, long number, int size) {
        if (sentNs.length == 0) {
            sentNs = new long[WINDOW_MAX];
        }
        long cseq = ++lastCseq;
        sentNs[(int) cseq & WINDOW_MAX - 1] = now;
        boolean named = (aliasesNamed >>> alias & 1) == 0;
        aliasesNamed |= 1L << alias;
        ByteBuf b = room(FrameEncoder.OVERHEAD_MAX + size);
        byte[] name = named ? to : null;
        DirectBuffer payload = loop.payload(now, number, size);
        written(b, FrameEncoder.send(loop.writing(b), 0, false, cseq, false, alias, name, payload, 0, size));
    }

    /** Says GOODBYE and closes. */
    void leave() {
        Channel open = channel;
        if (open == null || leaving) {
            return;
        }
        leaving = true;
        ByteBuf b = room(FrameEncoder.OVERHEAD_MAX);
        written(b, FrameEncoder.goodbye(loop.writing(b), 0, 0, 0, 0));
        flushNow();
        open.close();
    }

    /** Shows the node that this side lives. */
    void ping() {
        if (ready && !leaving) {
            ByteBuf b = room(FrameEncoder.OVERHEAD_MAX);
            written(b, FrameEncoder.ping(loop.writing(b), 0, inboxSeq));
        }
    }

    private static void written(ByteBuf b, int length) {
        b.writerIndex(b.writerIndex() + length);
    }

    private ByteBuf room(int bytes) {
        ByteBuf b = out;
        if (b == null) {
            b = java.util.Objects.requireNonNull(channel).alloc().directBuffer(Math.max(OUT_INITIAL, bytes));
            out = b;
        }
        if (!flushAnnounced) {
            flushAnnounced = true;
            loop.flushLater(this);
        }
        return b.ensureWritable(bytes);
    }

    void flushNow() {
        flushAnnounced = false;
        ByteBuf b = out;
        Channel open = channel;
        if (b != null && open != null) {
            out = null;
            bytesOut += b.readableBytes();
            open.writeAndFlush(b, open.voidPromise());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        byte[] token = net.token(user);
        ByteBuf b = room(FrameEncoder.OVERHEAD_MAX + token.length);
        DirectBuffer tokenBuffer = new UnsafeBuffer(token);
        written(
                b,
                FrameEncoder.hello(
                        loop.writing(b),
                        0,
                        true,
                        tokenBuffer,
                        0,
                        token.length,
                        net.install(user),
                        0,
                        1,
                        tokenBuffer,
                        0,
                        0));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        bytesIn += read.readableBytes();
        nowNs = loop.clock.nanoTime();
        ByteBuf before = partial;
        if (before == null) {
            decode(read);
            if (read.isReadable() && !leaving) {
                partial = ctx.alloc().buffer(read.readableBytes()).writeBytes(read);
            }
            read.release();
        } else {
            before.writeBytes(read);
            read.release();
            decode(before);
            if (before.isReadable() && !leaving) {
                before.discardReadBytes();
            } else {
                partial = null;
                before.release();
            }
        }
    }

    private void decode(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int length = bytes.readableBytes();
        UnsafeBuffer view = loop.reading(bytes);
        int at = 0;
        while (at < length && !leaving) {
            int taken = ServerFrameDecoder.decode(view, at, length, Limits.FRAME_MAX, this);
            if (taken <= 0) {
                break;
            }
            at += taken;
        }
        bytes.readerIndex(start + at);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (ready && !leaving) {
            long advance = inboxSeq - inboxAcked;
            if (delivered > 0 || advance >= OWN_COPIES_UNACKED_MAX) {
                acknowledge(advance);
            }
            listener.onReadEnd(this, nowNs);
        }
    }

    private void acknowledge(long advance) {
        ByteBuf b = room(FrameEncoder.OVERHEAD_MAX);
        boolean wide = advance > Limits.NARROW_ACK_ADVANCE_MAX;
        written(b, FrameEncoder.recvAck(loop.writing(b), 0, wide, inboxSeq));
        inboxAcked = inboxSeq;
        delivered = 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ctx.channel() != channel) {
            // The node that sent it on.
            return;
        }
        ByteBuf rest = partial;
        partial = null;
        if (rest != null) {
            rest.release();
        }
        ByteBuf unsent = out;
        out = null;
        if (unsent != null) {
            unsent.release();
        }
        net.closed(this, ready, leaving);
        listener.onClosed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(String.valueOf(cause));
    }

    private void fail(String what) {
        if (leaving) {
            return;
        }
        leaving = true;
        net.error("u" + user + ": " + what);
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long acked, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        if (acked != 0) {
            // Its first send was announced as number 1, and what the node has of it would be taken for repeats.
            fail("this user has sent before; begin with another user, --base");
            return;
        }
        ready = true;
        net.ready(this);
        listener.onReady(this);
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        long acked = SequenceLow.nearest(ackedCseq, cseqLow, WIDE_BITS);
        if (inOrder) {
            inboxSeq += acked - ackedCseq;
        }
        for (long cseq = ackedCseq + 1; cseq <= acked; cseq++) {
            listener.onAck(this, sentNs[(int) cseq & WINDOW_MAX - 1], nowNs);
        }
        ackedCseq = acked;
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        fail("the node refused message " + cseq + ": " + code);
    }

    @Override
    public void onDeliver(
            boolean own,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseqDelta,
            boolean stamped,
            long stampDeltaMs,
            int payload,
            int payloadLength) {
        inboxSeq++;
        delivered++;
        if (payloadLength >= Payload.SIZE_MIN) {
            listener.onMessage(this, Payload.sentNs(buffer, payload), Payload.number(buffer, payload), nowNs);
        }
    }

    @Override
    public void onOwnCopy(long count) {
        inboxSeq += count;
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        inboxSeq = nextSeq - 1;
        inboxAcked = Math.max(inboxAcked, inboxSeq);
    }

    @Override
    public void onReceipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseq,
            @Nullable FailureReason reason) {
        inboxSeq++;
        delivered++;
    }

    @Override
    public void onCredit(long messages, long bytes) {}

    @Override
    public void onPong(int headLow) {}

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        fail("the node said goodbye, " + ErrorCode.of(code));
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        byte[] words = new byte[textLength];
        buffer.getBytes(text, words);
        fail("error " + ErrorCode.of(code) + ": " + new String(words, StandardCharsets.UTF_8));
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        Channel before = channel;
        if (ready || before == null || ++moves > MOVES_MAX) {
            fail("the node sent MOVE to somebody who was welcomed, or had moved often");
            return;
        }
        channel = null;
        String host = Tlv.moveHost(buffer, tlvs, tlvsLength);
        if (host == null) {
            net.again(this, MOVE_AGAIN_MS);
        } else {
            net.move(this, host, (int) Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_ADDRESS, 0, 0));
        }
        before.close();
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        fail("the node's bytes break the protocol: " + reason + ", " + detail);
    }
}
