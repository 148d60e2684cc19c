package dev.carillon.protocol;

import static dev.carillon.protocol.SharedFrameDecoder.fail;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Reads what clients send (PROTOCOL.md, "Frames"). Stateless, any thread, allocates nothing, throws nothing because of
 * the input, and reads nothing at {@code limit} or beyond.
 */
public final class ClientFrameDecoder {
    private ClientFrameDecoder() {}

    /**
     * Decodes the frame at {@code offset}, if all of it lies before {@code limit}.
     *
     * @param frameMax largest length field that is accepted: {@link Limits#FRAME_MAX}, or
     *     {@link Limits#FRAME_MAX_BEFORE_WELCOME}
     * @return bytes consumed, above 0; 0 if the frame is not complete yet; −1 if it is not well-formed, and then
     *     {@link ClientFrames#onMalformed} has been called and nothing else. A frame to be ignored is consumed silently.
     */
    public static int decode(DirectBuffer buffer, int offset, int limit, int frameMax, ClientFrames frames) {
        int total = FrameHeader.total(buffer, offset, limit, frameMax);
        if (total <= 0) {
            return total == FrameHeader.INCOMPLETE ? 0 : FrameHeader.reject(total, frames);
        }
        int at = FrameHeader.headerOffset(buffer, offset);
        int header = buffer.getByte(at) & 0xFF;
        int type = FrameHeader.type(header);
        return body(buffer, type, FrameHeader.flags(header), at + 1, offset + total, frames) ? total : -1;
    }

    private static boolean body(DirectBuffer b, int type, int flags, int at, int end, ClientFrames frames) {
        return switch (type) {
            case FrameType.SEND -> send(b, flags, at, end, frames);
            case FrameType.RECV_ACK -> recvAck(b, flags, at, end, frames);
            case FrameType.PING -> ping(b, at, end, frames);
            case FrameType.HELLO -> hello(b, flags, at, end, frames);
            case FrameType.READ -> flags == 0 ? read(b, at, end, frames) : SharedFrameDecoder.unknownFlag(frames);
            case FrameType.CREDIT ->
                flags == 0 ? SharedFrameDecoder.credit(b, at, end, frames) : SharedFrameDecoder.unknownFlag(frames);
            case FrameType.GOODBYE ->
                flags == 0 ? SharedFrameDecoder.goodbye(b, at, end, frames) : SharedFrameDecoder.unknownFlag(frames);
            case FrameType.ERROR ->
                flags == 0 ? SharedFrameDecoder.error(b, at, end, frames) : SharedFrameDecoder.unknownFlag(frames);
            default -> type >= FrameType.FIRST_IGNORABLE || SharedFrameDecoder.misplaced(type, frames);
        };
    }

    private static boolean send(DirectBuffer b, int flags, int at, int end, ClientFrames frames) {
        boolean wide = (flags & FrameFlag.SEND_WIDE) != 0;
        int aliasAt = at + (wide ? 2 : 1);
        if (aliasAt >= end) {
            return fail(frames, "SEND: cut off before the alias");
        }
        int low = wide ? b.getShort(at, BIG_ENDIAN) & 0xFFFF : b.getByte(at) & 0xFF;
        int alias = b.getByte(aliasAt) & 0xFF;
        if (alias >= Limits.ALIASES) {
            return fail(frames, "SEND: an alias is below 64");
        }
        int name = aliasAt + 1;
        int nameLength = 0;
        int payload = name;
        if ((flags & FrameFlag.SEND_NAMED) != 0) {
            nameLength = SharedFrameDecoder.name(b, name++, end);
            if (nameLength < 0) {
                return fail(frames, "SEND: the recipient's name is cut off or no user ID");
            }
            payload = name + nameLength;
        }
        boolean receipt = (flags & FrameFlag.SEND_RECEIPT) != 0;
        frames.onSend(wide, low, receipt, alias, b, name, nameLength, payload, end - payload);
        return true;
    }

    private static boolean recvAck(DirectBuffer b, int flags, int at, int end, ClientFrames frames) {
        if ((flags & ~FrameFlag.RECV_ACK_WIDE) != 0) {
            return SharedFrameDecoder.unknownFlag(frames);
        }
        boolean wide = flags == FrameFlag.RECV_ACK_WIDE;
        if (end - at != (wide ? 2 : 1)) {
            return fail(frames, "RECV_ACK: the body is 1 byte, or 2 if WIDE");
        }
        frames.onRecvAck(wide, wide ? b.getShort(at, BIG_ENDIAN) & 0xFFFF : b.getByte(at) & 0xFF);
        return true;
    }

    private static boolean ping(DirectBuffer b, int at, int end, ClientFrames frames) {
        int low = SharedFrameDecoder.low16(b, at, end);
        if (low < 0) {
            return fail(frames, "PING: the body is at least 2 bytes");
        }
        frames.onPing(low);
        return true;
    }

    private static boolean read(DirectBuffer b, int at, int end, ClientFrames frames) {
        long seq = SharedFrameDecoder.onlyNumber(b, at, end);
        if (seq < 0) {
            return fail(frames, "READ: the body is one sequence from 1");
        }
        frames.onRead(seq);
        return true;
    }

    private static boolean hello(DirectBuffer b, int flags, int at, int end, ClientFrames frames) {
        if (at >= end) {
            return fail(frames, "HELLO: cut off before the version");
        }
        // Before all else: another version may lay out flags and body differently.
        int version = b.getByte(at) & 0xFF;
        if (version != Limits.VERSION) {
            frames.onMalformed(ErrorCode.UNSUPPORTED_VERSION, "HELLO: this node speaks version 1");
            return false;
        }
        if ((flags & ~FrameFlag.HELLO_ENROL) != 0) {
            return SharedFrameDecoder.unknownFlag(frames);
        }
        long tokenLength = Varint.get(b, at + 1, end);
        if (tokenLength < 0 || tokenLength > Limits.TOKEN_MAX) {
            return fail(frames, "HELLO: the token's length is cut off, overlong or above its limit");
        }
        int token = at + 1 + Varint.length(tokenLength);
        int install = token + (int) tokenLength;
        long lastSeq = Varint.get(b, install + 8, end);
        if (lastSeq < 0) {
            return fail(frames, "HELLO: cut off or overlong up to the last sequence");
        }
        int next = install + 8 + Varint.length(lastSeq);
        long nextCseq = Varint.get(b, next, end);
        if (nextCseq < 1) {
            return fail(frames, "HELLO: the next cseq is cut off, overlong or 0");
        }
        int tlvs = next + Varint.length(nextCseq);
        if (!TlvCheck.pass(b, tlvs, end, FrameType.HELLO, frames)) {
            return false;
        }
        frames.onHello(
                version,
                flags != 0,
                b,
                token,
                (int) tokenLength,
                b.getLong(install, BIG_ENDIAN),
                lastSeq,
                nextCseq,
                tlvs,
                end - tlvs);
        return true;
    }
}
