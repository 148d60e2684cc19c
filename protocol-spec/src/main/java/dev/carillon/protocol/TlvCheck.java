package dev.carillon.protocol;

import org.agrona.DirectBuffer;

/** Checks the TLVs of one frame: form, order, unknown tags, and the values of those that version 1 defines. */
final class TlvCheck {
    private TlvCheck() {}

    /** Whether {@code at} to {@code end} are TLVs that a frame of {@code type} may carry; says what is wrong if not. */
    static boolean pass(DirectBuffer buffer, int at, int end, int type, SharedFrames frames) {
        long last = -1;
        int next = at;
        while (next < end) {
            long tag = Varint.get(buffer, next, end);
            if (tag <= last) {
                return fail(frames, "a TLV's tag is cut off, overlong, repeated or out of order");
            }
            last = tag;
            next += Varint.length(tag);
            long length = Varint.get(buffer, next, end);
            if (length < 0 || length > end - next - Varint.length(length)) {
                return fail(frames, "a TLV's length is overlong or goes beyond the frame");
            }
            next += Varint.length(length);
            if (!value(buffer, type, tag, next, next + (int) length, frames)) {
                return false;
            }
            next += (int) length;
        }
        return true;
    }

    private static boolean value(DirectBuffer buffer, int type, long tag, int at, int end, SharedFrames frames) {
        boolean hello = type == FrameType.HELLO;
        boolean welcome = type == FrameType.WELCOME;
        if (hello && tag == Tlv.CLIENT_NAME) {
            return end - at <= Limits.CLIENT_NAME_MAX && UserId.plainText(buffer, at, end - at)
                    || fail(frames, "the client's name is too long or not plain UTF-8");
        }
        if ((hello || welcome) && tag == Tlv.WINDOW) {
            return window(buffer, at, end) || fail(frames, "the window is not two numbers within their limits");
        }
        if (hello && tag == Tlv.STAY) {
            return at == end || fail(frames, "the wish to stay has a value");
        }
        if (hello && tag == Tlv.CONNECTION) {
            return numbers(buffer, at, end, 2, 1) || fail(frames, "the connection is not two numbers from 1");
        }
        if (welcome && tag == Tlv.KEEPALIVE) {
            return number(buffer, at, end, Limits.KEEPALIVE_SECONDS_MAX)
                    || fail(frames, "the keepalive is not a number of seconds within its limits");
        }
        if (welcome && tag == Tlv.HISTORY) {
            return number(buffer, at, end, Varint.MAX) || fail(frames, "the history is not a number from 1");
        }
        if (type == FrameType.MOVE && tag == Tlv.MOVE_ADDRESS) {
            return address(buffer, at, end) || fail(frames, "the address is not a port and a host of 1 to 253 bytes");
        }
        if (type == FrameType.MOVE && tag == Tlv.MOVE_OWNERSHIP) {
            return numbers(buffer, at, end, 3, 1) || fail(frames, "the ownership is not three numbers from 1");
        }
        if (type == FrameType.MOVE && tag == Tlv.MOVE_WAIT) {
            return numbers(buffer, at, end, 2, 0) || fail(frames, "the wait is not two numbers");
        }
        if ((tag & 1) == 0) {
            frames.onMalformed(ErrorCode.UNKNOWN_MANDATORY_TLV, "a TLV with an even tag is not known here");
            return false;
        }
        return true;
    }

    private static boolean window(DirectBuffer buffer, int at, int end) {
        long messages = Varint.get(buffer, at, end);
        if (messages < 0 || messages > Limits.WINDOW_MESSAGES_MAX) {
            return false;
        }
        int next = at + Varint.length(messages);
        long bytes = Varint.get(buffer, next, end);
        return bytes >= 0 && bytes <= Limits.WINDOW_BYTES_MAX && next + Varint.length(bytes) == end;
    }

    private static boolean number(DirectBuffer buffer, int at, int end, long max) {
        long value = Varint.get(buffer, at, end);
        return value >= 1 && value <= max && at + Varint.length(value) == end;
    }

    private static boolean address(DirectBuffer buffer, int at, int end) {
        long port = Varint.get(buffer, at, end);
        if (port < 1 || port > Limits.PORT_MAX) {
            return false;
        }
        int host = at + Varint.length(port);
        return host < end && end - host <= Limits.HOST_MAX && UserId.plainText(buffer, host, end - host);
    }

    private static boolean numbers(DirectBuffer buffer, int at, int end, int count, long min) {
        int next = at;
        for (int i = 0; i < count; i++) {
            long value = Varint.get(buffer, next, end);
            if (value < min) {
                return false;
            }
            next += Varint.length(value);
        }
        return next == end;
    }

    private static boolean fail(SharedFrames frames, String detail) {
        frames.onMalformed(ErrorCode.MALFORMED, detail);
        return false;
    }
}
