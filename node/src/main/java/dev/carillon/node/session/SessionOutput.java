package dev.carillon.node.session;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a session owes its client besides the inbox, as cursors where possible: one SEND_ACK per pass stands for many.
 * What must keep its place and cannot be a cursor (WELCOME, a refusal for good, an ack before a change of IN_ORDER) is
 * held as bytes until the link takes it, as is a chunk that found no room.
 *
 * <p>Runs on the loop.
 */
final class SessionOutput {
    private static final byte[] NOTHING = new byte[0];

    private final SessionContext context;
    private final long connection;

    /** Frames that come before everything else. */
    private byte[] held = NOTHING;

    private boolean blocked;
    private long blockedSinceNs;

    private boolean ackPending;
    private boolean ackInOrder;
    private long ackCseq;

    /** Up to here the client was told that its sends are settled. */
    private long told;

    private @Nullable RefusalCode notNow;
    private long notNowCseq;
    private long notNowRetryMs;
    private boolean pong;

    SessionOutput(SessionContext context, long connection) {
        this.context = context;
        this.connection = connection;
    }

    long connection() {
        return connection;
    }

    // What becomes due.

    void welcome(boolean enrolled, long head, long ackedCseq, long timeMs, long history) {
        told = ackedCseq;
        ExpandableArrayBuffer tlvs = new ExpandableArrayBuffer(Tlv.NUMBERS_LENGTH_MAX * 3);
        CoreLimits limits = context.limits();
        int end = 0;
        if (limits.sendWindowMessages() != Limits.WINDOW_MESSAGES_DEFAULT
                || limits.sendWindowBytes() != Limits.WINDOW_BYTES_DEFAULT) {
            end = Tlv.putWindow(tlvs, end, limits.sendWindowMessages(), limits.sendWindowBytes());
        }
        long keepalive = Math.max(1, limits.keepaliveMs() / 1000);
        if (keepalive != Limits.KEEPALIVE_SECONDS_DEFAULT) {
            end = Tlv.putVarint(tlvs, end, Tlv.KEEPALIVE, keepalive);
        }
        if (history != 1) {
            end = Tlv.putVarint(tlvs, end, Tlv.HISTORY, history);
        }
        Chunk chunk = context.chunk();
        hold(FrameEncoder.welcome(chunk.buffer(), 0, enrolled, head, ackedCseq, timeMs, tlvs, 0, end));
    }

    /** Up to which send the client knows, or is about to hear, that it is settled. */
    long told() {
        return told;
    }

    void carryOff(CarriedState out) {
        if (ackPending) {
            holdAck();
        }
        out.put(told).put(pong ? 1 : 0).putRest(held);
    }

    void carryOn(CarriedState in) {
        told = in.number(0);
        pong = in.number(0) != 0;
        held = in.rest();
    }

    /** A send is stored. {@code inOrder} as in PROTOCOL.md, section 9.3. */
    void stored(long cseq, boolean inOrder) {
        if (ackPending && ackInOrder != inOrder) {
            holdAck();
        }
        ackPending = true;
        ackInOrder = inOrder;
        ackCseq = cseq;
        told = cseq;
    }

    /** A send had been stored before. */
    void storedBefore(long cseq) {
        if (cseq > told) {
            stored(cseq, false);
        } else if (!ackPending) {
            ackPending = true;
            ackInOrder = false;
            ackCseq = told;
        }
    }

    /** A send is refused for good, and everything before it is settled. */
    void refused(int code, long cseq) {
        if (ackPending) {
            holdAck();
        }
        told = Math.max(told, cseq);
        RefusalCode refusal = RefusalCode.of(code);
        hold(FrameEncoder.sendRefused(
                context.chunk().buffer(), 0, refusal == null ? RefusalCode.BAD_RECIPIENT : refusal, cseq, 0));
    }

    void refuseForNow(RefusalCode code, long cseq, long retryAfterMs) {
        notNow = code;
        notNowCseq = cseq;
        notNowRetryMs = retryAfterMs;
        context.meter()
                .add(
                        switch (code) {
                            case CSEQ_GAP -> Metric.REFUSED_CSEQ_GAP;
                            case STORAGE_FULL -> Metric.REFUSED_STORAGE_FULL;
                            default -> Metric.REFUSED_OVERLOADED;
                        },
                        1);
    }

    /** The refusal that was not sent yet is about {@code cseq}; 0 takes it back. */
    void refuseForNowFrom(long cseq) {
        notNowCseq = cseq;
        if (cseq == 0) {
            notNow = null;
        }
    }

    void pong() {
        pong = true;
    }

    void goodbye(long reconnectAfterMs, long jitterMs) {
        hold(FrameEncoder.goodbye(
                context.chunk().buffer(), 0, ErrorCode.SHUTTING_DOWN.code(), reconnectAfterMs, jitterMs));
    }

    private void holdAck() {
        ackPending = false;
        hold(FrameEncoder.sendAck(context.chunk().buffer(), 0, ackInOrder, ackCseq));
        context.meter().add(Metric.ACKS_SENT, 1);
    }

    /** Keeps {@code length} bytes of the chunk until the link takes them. */
    private void hold(int length) {
        int at = held.length;
        held = Arrays.copyOf(held, at + length);
        context.chunk().buffer().getBytes(0, held, at, length);
    }

    // Sending.

    /** @return whether the link may take something now */
    boolean begin() {
        if (!blocked && held.length > 0 && send(new UnsafeBuffer(held), held.length)) {
            held = NOTHING;
        }
        context.chunk().clear();
        return !blocked;
    }

    /** Writes what is due into the chunk. */
    void control(long head) {
        Chunk chunk = context.chunk();
        int at = chunk.length();
        if (ackPending) {
            ackPending = false;
            at = FrameEncoder.sendAck(chunk.buffer(), at, ackInOrder, ackCseq);
            context.meter().add(Metric.ACKS_SENT, 1);
        }
        if (notNow != null) {
            at = FrameEncoder.sendRefused(chunk.buffer(), at, notNow, notNowCseq, notNowRetryMs);
            notNow = null;
        }
        if (pong) {
            pong = false;
            at = FrameEncoder.pong(chunk.buffer(), at, head);
        }
        chunk.length(at);
    }

    /** Hands the chunk to the link, or holds it. @return whether it was taken */
    boolean end() {
        Chunk chunk = context.chunk();
        int length = chunk.length();
        chunk.clear();
        if (length == 0 || send(chunk.buffer(), length)) {
            return true;
        }
        hold(length);
        return false;
    }

    private boolean send(DirectBuffer buffer, int length) {
        if (context.link().send(connection, buffer, 0, length)) {
            return true;
        }
        blocked = true;
        blockedSinceNs = context.nowNs();
        return false;
    }

    void writable(boolean writable) {
        if (writable) {
            blocked = false;
        } else if (!blocked) {
            blocked = true;
            blockedSinceNs = context.nowNs();
        }
    }

    boolean isBlockedSince(long ns) {
        return blocked && blockedSinceNs - ns <= 0;
    }

    /** Whether nothing is owed. */
    boolean isDone() {
        return held.length == 0 && !ackPending && notNow == null;
    }

    /**
     * The last frame, if the link takes it, then the end. What else is due is dropped: this may be before the pass is
     * durable, and a client that resumes learns of it from WELCOME.
     */
    void error(ErrorCode code, String text, long retryAfterMs) {
        held = NOTHING;
        if (!blocked) {
            Chunk chunk = context.chunk();
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            send(chunk.buffer(), FrameEncoder.error(chunk.buffer(), 0, code.code(), retryAfterMs, utf8));
            chunk.clear();
        }
        close();
    }

    void close() {
        context.link().close(connection);
    }
}
