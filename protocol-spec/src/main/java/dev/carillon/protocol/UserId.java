package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * User IDs: 1 to {@value Limits#USER_ID_MAX} bytes of well-formed UTF-8 without control characters (U+0000–001F,
 * U+007F–009F). Two are the same if their bytes are.
 */
public final class UserId {
    private UserId() {}

    public static boolean valid(byte[] utf8) {
        return valid(new UnsafeBuffer(utf8), 0, utf8.length);
    }

    public static boolean valid(DirectBuffer buffer, int offset, int length) {
        return length >= 1 && length <= Limits.USER_ID_MAX && plainText(buffer, offset, length);
    }

    /**
     * The bytes of {@code user}.
     *
     * @throws IllegalArgumentException if it is no user ID; the message says why
     */
    public static byte[] encode(String user) {
        byte[] utf8 = user.getBytes(StandardCharsets.UTF_8);
        if (utf8.length < 1 || utf8.length > Limits.USER_ID_MAX) {
            throw new IllegalArgumentException(
                    "a user ID has 1 to " + Limits.USER_ID_MAX + " bytes, this one has " + utf8.length);
        }
        if (!valid(utf8) || !user.equals(new String(utf8, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("a user ID is plain text without control characters");
        }
        return utf8;
    }

    /** Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7) without control characters. */
    static boolean plainText(DirectBuffer buffer, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int step = character(buffer, at, end);
            if (step == 0) {
                return false;
            }
            at += step;
        }
        return true;
    }

    private static int character(DirectBuffer buffer, int at, int end) {
        int b0 = buffer.getByte(at) & 0xFF;
        if (b0 < 0x80) {
            return b0 >= 0x20 && b0 != 0x7F ? 1 : 0;
        }
        int length = b0 < 0xC2 || b0 > 0xF4 ? 0 : b0 < 0xE0 ? 2 : b0 < 0xF0 ? 3 : 4;
        if (length == 0 || end - at < length) {
            return 0;
        }
        int lowest = b0 == 0xC2 ? 0xA0 : b0 == 0xE0 ? 0xA0 : b0 == 0xF0 ? 0x90 : 0x80;
        int highest = b0 == 0xED ? 0x9F : b0 == 0xF4 ? 0x8F : 0xBF;
        int b1 = buffer.getByte(at + 1) & 0xFF;
        if (b1 < lowest || b1 > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((buffer.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
