package dev.carillon.protocol;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** Bodies that both sides may send, and the checks that both decoders share. Each method says whether all was well. */
final class SharedFrameDecoder {
    private SharedFrameDecoder() {}

    static boolean credit(DirectBuffer b, int at, int end, SharedFrames frames) {
        long messages = Varint.get(b, at, end);
        if (messages < 0 || messages > Limits.WINDOW_MESSAGES_MAX) {
            return fail(frames, "CREDIT: the messages are cut off, overlong or above their limit");
        }
        int next = at + Varint.length(messages);
        long bytes = Varint.get(b, next, end);
        if (bytes < 0 || bytes > Limits.WINDOW_BYTES_MAX) {
            return fail(frames, "CREDIT: the bytes are cut off, overlong or above their limit");
        }
        if (next + Varint.length(bytes) != end) {
            return fail(frames, "CREDIT: bytes follow the last field");
        }
        frames.onCredit(messages, bytes);
        return true;
    }

    static boolean goodbye(DirectBuffer b, int at, int end, SharedFrames frames) {
        long after = Varint.get(b, at + 1, end);
        if (after < 0) {
            return fail(frames, "GOODBYE: cut off or overlong before the jitter");
        }
        int next = at + 1 + Varint.length(after);
        long jitter = Varint.get(b, next, end);
        if (jitter < 0 || next + Varint.length(jitter) != end) {
            return fail(frames, "GOODBYE: the jitter is cut off or overlong, or bytes follow it");
        }
        frames.onGoodbye(b.getByte(at) & 0xFF, after, jitter);
        return true;
    }

    static boolean error(DirectBuffer b, int at, int end, SharedFrames frames) {
        long retry = Varint.get(b, at + 1, end);
        if (retry < 0) {
            return fail(frames, "ERROR: cut off or overlong before the text");
        }
        int code = b.getByte(at) & 0xFF;
        int next = at + 1 + Varint.length(retry);
        long textLength = Varint.get(b, next, end);
        if (code == 0 || textLength < 0 || textLength > Limits.ERROR_TEXT_MAX) {
            return fail(frames, "ERROR: the code is 0, or the text's length is cut off, overlong or above its limit");
        }
        int text = next + Varint.length(textLength);
        if (textLength > end - text) {
            return fail(frames, "ERROR: the text goes beyond the frame");
        }
        if (!TlvCheck.pass(b, text + (int) textLength, end, FrameType.ERROR, frames)) {
            return false;
        }
        frames.onError(code, retry, b, text, (int) textLength);
        return true;
    }

    /** The low 16 bits that PING and PONG carry, or −1; later versions may append to them. */
    static int low16(DirectBuffer b, int at, int end) {
        return end - at < 2 ? -1 : b.getShort(at, BIG_ENDIAN) & 0xFFFF;
    }

    /** Length of the user ID whose length byte is at {@code at}, or −1 if it is cut off or no user ID. */
    static int name(DirectBuffer b, int at, int end) {
        if (at >= end) {
            return -1;
        }
        int length = b.getByte(at) & 0xFF;
        return length <= end - at - 1 && UserId.valid(b, at + 1, length) ? length : -1;
    }

    /** The one varint that is the whole body, if it is at least 1; else −1. */
    static long onlyNumber(DirectBuffer b, int at, int end) {
        long value = Varint.get(b, at, end);
        return value >= 1 && at + Varint.length(value) == end ? value : -1;
    }

    static boolean fail(SharedFrames frames, String detail) {
        frames.onMalformed(ErrorCode.MALFORMED, detail);
        return false;
    }

    static boolean unknownFlag(SharedFrames frames) {
        return fail(frames, "a flag is set that this frame type does not have");
    }

    /** A type that does not belong in this direction, or that this version does not know, and below 16. */
    static boolean misplaced(int type, SharedFrames frames) {
        if (type == 0) {
            frames.onMalformed(ErrorCode.UNKNOWN_CRITICAL_FRAME, "a frame type below 16 that is not known");
        } else {
            frames.onMalformed(ErrorCode.UNEXPECTED_FRAME, "a frame type that this side never sends");
        }
        return false;
    }
}
