package dev.carillon.protocol;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames (PROTOCOL.md, "Frames"). Every method writes one whole frame at {@code offset} and returns the offset
 * after it; nothing is allocated. The caller has checked the values against {@link Limits} and has made room:
 * {@link #OVERHEAD_MAX} beside payload, TLVs, token and text. Stateless, any thread.
 */
public final class FrameEncoder {
    /** What no frame exceeds, counting all but payload, TLVs, token and error text. */
    public static final int OVERHEAD_MAX = 96;

    private static final int LONG = 8;

    private FrameEncoder() {}

    /** Bytes of a SEND with this payload; {@code nameLength} 0 if the alias is already defined. */
    public static int sendLength(boolean wide, int nameLength, int payloadLength) {
        return framed(sendBody(wide, nameLength, payloadLength));
    }

    /** An upper bound for a DELIVER with this payload; {@code nameLength} 0 if the alias is already defined. */
    public static int deliverLengthMax(int nameLength, int payloadLength) {
        return OVERHEAD_MAX - Limits.USER_ID_MAX + nameLength + payloadLength;
    }

    public static int hello(
            MutableDirectBuffer b,
            int offset,
            boolean enrol,
            DirectBuffer token,
            int tokenOffset,
            int tokenLength,
            long install,
            long lastSeq,
            long nextCseq,
            DirectBuffer tlvs,
            int tlvsOffset,
            int tlvsLength) {
        int body = 1 + Varint.length(tokenLength) + tokenLength + LONG;
        body += Varint.length(lastSeq) + Varint.length(nextCseq) + tlvsLength;
        int at = head(b, offset, FrameType.HELLO, enrol ? FrameFlag.HELLO_ENROL : 0, body);
        b.putByte(at++, (byte) Limits.VERSION);
        at = Varint.put(b, at, tokenLength);
        b.putBytes(at, token, tokenOffset, tokenLength);
        at += tokenLength;
        b.putLong(at, install, BIG_ENDIAN);
        at = Varint.put(b, at + LONG, lastSeq);
        at = Varint.put(b, at, nextCseq);
        return bytes(b, at, tlvs, tlvsOffset, tlvsLength);
    }

    public static int welcome(
            MutableDirectBuffer b,
            int offset,
            boolean enrolled,
            long head,
            long ackedCseq,
            long timeMs,
            DirectBuffer tlvs,
            int tlvsOffset,
            int tlvsLength) {
        int body = Varint.length(head) + Varint.length(ackedCseq) + LONG + tlvsLength;
        int at = head(b, offset, FrameType.WELCOME, enrolled ? FrameFlag.WELCOME_ENROLLED : 0, body);
        at = Varint.put(b, at, head);
        at = Varint.put(b, at, ackedCseq);
        b.putLong(at, timeMs, BIG_ENDIAN);
        return bytes(b, at + LONG, tlvs, tlvsOffset, tlvsLength);
    }

    /** {@code text} is UTF-8, for people; what exceeds {@link Limits#ERROR_TEXT_MAX} is cut off. */
    public static int error(MutableDirectBuffer b, int offset, int code, long retryAfterMs, byte[] text) {
        int length = Math.min(text.length, Limits.ERROR_TEXT_MAX);
        int body = 1 + Varint.length(retryAfterMs) + Varint.length(length) + length;
        int at = head(b, offset, FrameType.ERROR, 0, body);
        b.putByte(at++, (byte) code);
        at = Varint.put(b, at, retryAfterMs);
        at = Varint.put(b, at, length);
        b.putBytes(at, text, 0, length);
        return at + length;
    }

    /** The user lives elsewhere; the TLVs say where. */
    public static int move(MutableDirectBuffer b, int offset, DirectBuffer tlvs, int tlvsOffset, int tlvsLength) {
        return bytes(b, head(b, offset, FrameType.MOVE, 0, tlvsLength), tlvs, tlvsOffset, tlvsLength);
    }

    /** {@code cseq}: the whole sequence or its low bits; {@code name} defines the alias, null if it is defined. */
    public static int send(
            MutableDirectBuffer b,
            int offset,
            boolean wide,
            long cseq,
            boolean receipt,
            int alias,
            byte @Nullable [] name,
            DirectBuffer payload,
            int payloadOffset,
            int payloadLength) {
        int nameLength = name == null ? 0 : name.length;
        int flags = (name == null ? 0 : FrameFlag.SEND_NAMED)
                | (receipt ? FrameFlag.SEND_RECEIPT : 0)
                | (wide ? FrameFlag.SEND_WIDE : 0);
        int at = head(b, offset, FrameType.SEND, flags, sendBody(wide, nameLength, payloadLength));
        at = low(b, at, wide, cseq);
        b.putByte(at++, (byte) alias);
        if (name != null) {
            b.putByte(at++, (byte) nameLength);
            b.putBytes(at, name);
            at += nameLength;
        }
        return bytes(b, at, payload, payloadOffset, payloadLength);
    }

    public static int sendAck(MutableDirectBuffer b, int offset, boolean inOrder, long cseq) {
        int at = head(b, offset, FrameType.SEND_ACK, inOrder ? FrameFlag.SEND_ACK_IN_ORDER : 0, 2);
        return low(b, at, true, cseq);
    }

    public static int sendRefused(MutableDirectBuffer b, int offset, RefusalCode code, long cseq, long retryAfterMs) {
        int body = 1 + Varint.length(cseq) + Varint.length(retryAfterMs);
        int at = head(b, offset, FrameType.SEND_REFUSED, 0, body);
        b.putByte(at, (byte) code.code());
        return Varint.put(b, Varint.put(b, at + 1, cseq), retryAfterMs);
    }

    /**
     * A message without a name: its alias is defined.
     *
     * @param stampDeltaMs distance from the connection's last stamp, ms; written only if {@code stamped}
     */
    public static int deliver(
            MutableDirectBuffer b,
            int offset,
            boolean own,
            boolean receipt,
            int alias,
            long cseqDelta,
            boolean stamped,
            long stampDeltaMs,
            DirectBuffer payload,
            int payloadOffset,
            int payloadLength) {
        int body = 1 + deliverRest(cseqDelta, stamped, stampDeltaMs, payloadLength);
        int at = head(b, offset, FrameType.DELIVER, deliverFlags(own, false, stamped), body);
        b.putByte(at++, aliasByte(alias, receipt));
        at = Varint.put(b, at, cseqDelta);
        return deliverEnd(b, at, stamped, stampDeltaMs, payload, payloadOffset, payloadLength);
    }

    /** A message that defines its alias: as {@link #deliver}, with the peer's name and install, and the whole cseq. */
    public static int deliverNamed(
            MutableDirectBuffer b,
            int offset,
            boolean own,
            boolean receipt,
            int alias,
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            long install,
            long cseq,
            boolean stamped,
            long stampDeltaMs,
            DirectBuffer payload,
            int payloadOffset,
            int payloadLength) {
        int body = 2 + nameLength + LONG + deliverRest(cseq, stamped, stampDeltaMs, payloadLength);
        int at = head(b, offset, FrameType.DELIVER, deliverFlags(own, true, stamped), body);
        b.putByte(at++, aliasByte(alias, receipt));
        at = peer(b, at, name, nameOffset, nameLength, install);
        at = Varint.put(b, at, cseq);
        return deliverEnd(b, at, stamped, stampDeltaMs, payload, payloadOffset, payloadLength);
    }

    public static int ownCopy(MutableDirectBuffer b, int offset, long count) {
        return Varint.put(b, head(b, offset, FrameType.OWN_COPY, 0, Varint.length(count)), count);
    }

    /** {@code seq}: the whole sequence or its low bits. */
    public static int recvAck(MutableDirectBuffer b, int offset, boolean wide, long seq) {
        int at = head(b, offset, FrameType.RECV_ACK, wide ? FrameFlag.RECV_ACK_WIDE : 0, wide ? 2 : 1);
        return low(b, at, wide, seq);
    }

    public static int skip(MutableDirectBuffer b, int offset, SkipReason reason, long nextSeq) {
        int at = head(b, offset, FrameType.SKIP, 0, 1 + Varint.length(nextSeq));
        b.putByte(at, (byte) reason.code());
        return Varint.put(b, at + 1, nextSeq);
    }

    public static int credit(MutableDirectBuffer b, int offset, long messages, long bytes) {
        int at = head(b, offset, FrameType.CREDIT, 0, Varint.length(messages) + Varint.length(bytes));
        return Varint.put(b, Varint.put(b, at, messages), bytes);
    }

    /** {@code reason} only, and always, if {@code kind} is {@link ReceiptKind#FAILED}. */
    public static int receipt(
            MutableDirectBuffer b,
            int offset,
            ReceiptKind kind,
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            long install,
            long cseq,
            @Nullable FailureReason reason) {
        if (reason == null == (kind == ReceiptKind.FAILED)) {
            throw new IllegalArgumentException("a reason belongs to FAILED and to nothing else, not to " + kind);
        }
        int body = 2 + nameLength + LONG + Varint.length(cseq) + (reason == null ? 0 : 1);
        int at = head(b, offset, FrameType.RECEIPT, 0, body);
        b.putByte(at++, (byte) kind.code());
        at = peer(b, at, name, nameOffset, nameLength, install);
        at = Varint.put(b, at, cseq);
        if (reason != null) {
            b.putByte(at++, (byte) reason.code());
        }
        return at;
    }

    public static int read(MutableDirectBuffer b, int offset, long seq) {
        return Varint.put(b, head(b, offset, FrameType.READ, 0, Varint.length(seq)), seq);
    }

    /** {@code code}: the number of an {@link ErrorCode}, or 0. */
    public static int goodbye(MutableDirectBuffer b, int offset, int code, long reconnectAfterMs, long jitterMs) {
        int body = 1 + Varint.length(reconnectAfterMs) + Varint.length(jitterMs);
        int at = head(b, offset, FrameType.GOODBYE, 0, body);
        b.putByte(at, (byte) code);
        return Varint.put(b, Varint.put(b, at + 1, reconnectAfterMs), jitterMs);
    }

    public static int ping(MutableDirectBuffer b, int offset, long seq) {
        return low(b, head(b, offset, FrameType.PING, 0, 2), true, seq);
    }

    public static int pong(MutableDirectBuffer b, int offset, long head) {
        return low(b, head(b, offset, FrameType.PONG, 0, 2), true, head);
    }

    private static int framed(int body) {
        return Varint.length(1L + body) + 1 + body;
    }

    private static int head(MutableDirectBuffer b, int offset, int type, int flags, int body) {
        if (body >= Limits.FRAME_MAX) {
            throw new IllegalArgumentException("a frame's body has at most 65535 bytes, not " + body);
        }
        int at = Varint.put(b, offset, 1L + body);
        b.putByte(at, FrameHeader.of(type, flags));
        return at + 1;
    }

    private static int low(MutableDirectBuffer b, int at, boolean wide, long sequence) {
        if (wide) {
            b.putShort(at, (short) sequence, BIG_ENDIAN);
            return at + 2;
        }
        b.putByte(at, (byte) sequence);
        return at + 1;
    }

    private static int sendBody(boolean wide, int nameLength, int payloadLength) {
        return (wide ? 3 : 2) + (nameLength == 0 ? 0 : 1 + nameLength) + payloadLength;
    }

    private static int deliverFlags(boolean own, boolean named, boolean stamped) {
        return (own ? FrameFlag.DELIVER_OWN : 0)
                | (named ? FrameFlag.DELIVER_NAMED : 0)
                | (stamped ? FrameFlag.DELIVER_STAMPED : 0);
    }

    private static byte aliasByte(int alias, boolean receipt) {
        return (byte) (receipt ? alias | FrameFlag.DELIVER_ALIAS_RECEIPT : alias);
    }

    private static int deliverRest(long cseq, boolean stamped, long stampDeltaMs, int payloadLength) {
        return Varint.length(cseq) + (stamped ? Varint.length(Varint.zigzag(stampDeltaMs)) : 0) + payloadLength;
    }

    private static int deliverEnd(
            MutableDirectBuffer b,
            int at,
            boolean stamped,
            long stampDeltaMs,
            DirectBuffer payload,
            int payloadOffset,
            int payloadLength) {
        int next = stamped ? Varint.put(b, at, Varint.zigzag(stampDeltaMs)) : at;
        return bytes(b, next, payload, payloadOffset, payloadLength);
    }

    private static int peer(
            MutableDirectBuffer b, int at, DirectBuffer name, int nameOffset, int nameLength, long install) {
        b.putByte(at, (byte) nameLength);
        int next = bytes(b, at + 1, name, nameOffset, nameLength);
        b.putLong(next, install, BIG_ENDIAN);
        return next + LONG;
    }

    private static int bytes(MutableDirectBuffer b, int at, DirectBuffer source, int offset, int length) {
        b.putBytes(at, source, offset, length);
        return at + length;
    }
}
