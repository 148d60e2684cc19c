package dev.carillon.storage.copy;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** Where everything is in a chunk, as drawn in the package's description. */
final class ChunkLayout {
    static final int FORMAT_VERSION = 1;
    static final ByteOrder ORDER = ByteOrder.BIG_ENDIAN;

    static final int VERSION = 0;
    static final int KIND = 1;
    static final int LENGTH = 2;
    static final int PARTITION = 6;
    static final int GENERATION = 10;
    static final int INDEX = 18;
    static final int NUMBER = 26;
    static final int CHECKSUM_BEFORE = 30;
    static final int RECORDS = 34;
    static final int ITEMS = 38;
    static final int BODY = 42;
    static final int CHECKSUM_BYTES = 4;

    static final int KIND_DATA = 1;
    static final int KIND_END = 2;

    static final int RECORD_HEADER = 8;
    static final int ITEM_HEADER = 20;
    static final int END_BODY = 16;

    /** No chunk is shorter. */
    static final int CHUNK_BYTES_MIN = BODY + CHECKSUM_BYTES;

    private static final int STEP = 4096;

    private ChunkLayout() {}

    static int checksum(DirectBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        byte[] step = new byte[Math.min(length, STEP)];
        for (int at = 0; at < length; at += step.length) {
            int bytes = Math.min(step.length, length - at);
            buffer.getBytes(offset + at, step, 0, bytes);
            crc.update(step, 0, bytes);
        }
        return (int) crc.getValue();
    }
}
