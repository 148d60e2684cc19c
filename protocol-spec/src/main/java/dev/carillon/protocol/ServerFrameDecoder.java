package dev.carillon.protocol;

import static dev.carillon.protocol.SharedFrameDecoder.fail;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what nodes send (PROTOCOL.md, "Frames"). Stateless, any thread, allocates nothing, throws nothing because of
 * the input, and reads nothing at {@code limit} or beyond.
 */
public final class ServerFrameDecoder {
    private ServerFrameDecoder() {}

    /**
     * Decodes the frame at {@code offset}, if all of it lies before {@code limit}; as
     * {@link ClientFrameDecoder#decode}.
     */
    public static int decode(DirectBuffer buffer, int offset, int limit, int frameMax, ServerFrames frames) {
        int total = FrameHeader.total(buffer, offset, limit, frameMax);
        if (total <= 0) {
            return total == FrameHeader.INCOMPLETE ? 0 : FrameHeader.reject(total, frames);
        }
        int at = FrameHeader.headerOffset(buffer, offset);
        int header = buffer.getByte(at) & 0xFF;
        int type = FrameHeader.type(header);
        int flags = FrameHeader.flags(header);
        if ((flags & ~flagsOf(type)) != 0) {
            SharedFrameDecoder.unknownFlag(frames);
            return -1;
        }
        return body(buffer, type, flags, at + 1, offset + total, frames) ? total : -1;
    }

    private static int flagsOf(int type) {
        return switch (type) {
            case FrameType.WELCOME -> FrameFlag.WELCOME_ENROLLED;
            case FrameType.SEND_ACK -> FrameFlag.SEND_ACK_IN_ORDER;
            case FrameType.ERROR,
                    FrameType.MOVE,
                    FrameType.SEND_REFUSED,
                    FrameType.OWN_COPY,
                    FrameType.SKIP,
                    FrameType.CREDIT,
                    FrameType.RECEIPT,
                    FrameType.GOODBYE -> 0;
            default -> 7;
        };
    }

    private static boolean body(DirectBuffer b, int type, int flags, int at, int end, ServerFrames frames) {
        return switch (type) {
            case FrameType.DELIVER -> deliver(b, flags, at, end, frames);
            case FrameType.SEND_ACK -> sendAck(b, flags, at, end, frames);
            case FrameType.SEND_REFUSED -> sendRefused(b, at, end, frames);
            case FrameType.OWN_COPY -> ownCopy(b, at, end, frames);
            case FrameType.RECEIPT -> receipt(b, at, end, frames);
            case FrameType.PONG -> pong(b, at, end, frames);
            case FrameType.WELCOME -> welcome(b, flags, at, end, frames);
            case FrameType.SKIP -> skip(b, at, end, frames);
            case FrameType.MOVE -> move(b, at, end, frames);
            case FrameType.CREDIT -> SharedFrameDecoder.credit(b, at, end, frames);
            case FrameType.GOODBYE -> SharedFrameDecoder.goodbye(b, at, end, frames);
            case FrameType.ERROR -> SharedFrameDecoder.error(b, at, end, frames);
            default -> type >= FrameType.FIRST_IGNORABLE || SharedFrameDecoder.misplaced(type, frames);
        };
    }

    private static boolean deliver(DirectBuffer b, int flags, int at, int end, ServerFrames frames) {
        if (at >= end) {
            return fail(frames, "DELIVER: cut off before the alias");
        }
        int aliasByte = b.getByte(at);
        if (aliasByte < 0) {
            return fail(frames, "DELIVER: bit 7 of the alias byte is 0");
        }
        int name = at + 1;
        int nameLength = 0;
        long install = 0;
        int next = name;
        if ((flags & FrameFlag.DELIVER_NAMED) != 0) {
            nameLength = SharedFrameDecoder.name(b, name++, end);
            next = name + nameLength + 8;
            if (nameLength < 0 || next > end) {
                return fail(frames, "DELIVER: the peer is cut off or its name is no user ID");
            }
            install = b.getLong(next - 8, BIG_ENDIAN);
        }
        long cseq = Varint.get(b, next, end);
        if (cseq < 1) {
            return fail(frames, "DELIVER: the cseq is cut off, overlong or 0");
        }
        next += Varint.length(cseq);
        boolean stamped = (flags & FrameFlag.DELIVER_STAMPED) != 0;
        long stampDelta = 0;
        if (stamped) {
            long folded = Varint.get(b, next, end);
            if (folded < 0) {
                return fail(frames, "DELIVER: the stamp is cut off or overlong");
            }
            next += Varint.length(folded);
            stampDelta = Varint.unzigzag(folded);
        }
        if (end - next > Limits.PAYLOAD_MAX) {
            return fail(frames, "DELIVER: the payload is above its limit");
        }
        frames.onDeliver(
                (flags & FrameFlag.DELIVER_OWN) != 0,
                (aliasByte & FrameFlag.DELIVER_ALIAS_RECEIPT) != 0,
                aliasByte & (Limits.ALIASES - 1),
                b,
                name,
                nameLength,
                install,
                cseq,
                stamped,
                stampDelta,
                next,
                end - next);
        return true;
    }

    private static boolean sendAck(DirectBuffer b, int flags, int at, int end, ServerFrames frames) {
        if (end - at != 2) {
            return fail(frames, "SEND_ACK: the body is 2 bytes");
        }
        frames.onSendAck(flags != 0, b.getShort(at, BIG_ENDIAN) & 0xFFFF);
        return true;
    }

    private static boolean sendRefused(DirectBuffer b, int at, int end, ServerFrames frames) {
        long cseq = Varint.get(b, at + 1, end);
        RefusalCode code = cseq < 1 ? null : RefusalCode.of(b.getByte(at) & 0xFF);
        if (code == null) {
            return fail(frames, "SEND_REFUSED: the code is not known, or the cseq is cut off, overlong or 0");
        }
        int next = at + 1 + Varint.length(cseq);
        long retry = Varint.get(b, next, end);
        if (retry < 0 || next + Varint.length(retry) != end) {
            return fail(frames, "SEND_REFUSED: the retry time is cut off or overlong, or bytes follow it");
        }
        frames.onSendRefused(code, cseq, retry);
        return true;
    }

    private static boolean ownCopy(DirectBuffer b, int at, int end, ServerFrames frames) {
        long count = SharedFrameDecoder.onlyNumber(b, at, end);
        if (count < 0) {
            return fail(frames, "OWN_COPY: the body is one count from 1");
        }
        frames.onOwnCopy(count);
        return true;
    }

    private static boolean skip(DirectBuffer b, int at, int end, ServerFrames frames) {
        long nextSeq = SharedFrameDecoder.onlyNumber(b, at + 1, end);
        SkipReason reason = nextSeq < 0 ? null : SkipReason.of(b.getByte(at) & 0xFF);
        if (reason == null) {
            return fail(frames, "SKIP: the body is a known reason and a sequence from 1");
        }
        frames.onSkip(reason, nextSeq);
        return true;
    }

    private static boolean receipt(DirectBuffer b, int at, int end, ServerFrames frames) {
        ReceiptKind kind = at >= end ? null : ReceiptKind.of(b.getByte(at) & 0xFF);
        int nameLength = kind == null ? -1 : SharedFrameDecoder.name(b, at + 1, end);
        if (kind == null || nameLength < 0) {
            return fail(frames, "RECEIPT: the kind is not known, or the name is cut off or no user ID");
        }
        int name = at + 2;
        int next = name + nameLength + 8;
        long cseq = Varint.get(b, next, end);
        if (cseq < 1) {
            return fail(frames, "RECEIPT: the cseq is cut off, overlong or 0");
        }
        next += Varint.length(cseq);
        @Nullable FailureReason reason = null;
        if (kind == ReceiptKind.FAILED) {
            reason = next >= end ? null : FailureReason.of(b.getByte(next++) & 0xFF);
            if (reason == null) {
                return fail(frames, "RECEIPT: the reason is missing or not known");
            }
        }
        if (next != end) {
            return fail(frames, "RECEIPT: bytes follow the last field");
        }
        long install = b.getLong(name + nameLength, BIG_ENDIAN);
        frames.onReceipt(kind, b, name, nameLength, install, cseq, reason);
        return true;
    }

    private static boolean pong(DirectBuffer b, int at, int end, ServerFrames frames) {
        int low = SharedFrameDecoder.low16(b, at, end);
        if (low < 0) {
            return fail(frames, "PONG: the body is at least 2 bytes");
        }
        frames.onPong(low);
        return true;
    }

    private static boolean welcome(DirectBuffer b, int flags, int at, int end, ServerFrames frames) {
        long head = Varint.get(b, at, end);
        if (head < 0) {
            return fail(frames, "WELCOME: the head is cut off or overlong");
        }
        int next = at + Varint.length(head);
        long acked = Varint.get(b, next, end);
        if (acked < 0) {
            return fail(frames, "WELCOME: the acked cseq is cut off or overlong");
        }
        next += Varint.length(acked);
        long timeMs = end - next < 8 ? -1 : b.getLong(next, BIG_ENDIAN);
        if (timeMs < 0 || timeMs > Varint.MAX) {
            return fail(frames, "WELCOME: the time is cut off or above its limit");
        }
        if (!TlvCheck.pass(b, next + 8, end, FrameType.WELCOME, frames)) {
            return false;
        }
        frames.onWelcome(flags != 0, head, acked, timeMs, b, next + 8, end - next - 8);
        return true;
    }

    private static boolean move(DirectBuffer b, int at, int end, ServerFrames frames) {
        if (!TlvCheck.pass(b, at, end, FrameType.MOVE, frames)) {
            return false;
        }
        frames.onMove(b, at, end - at);
        return true;
    }
}
