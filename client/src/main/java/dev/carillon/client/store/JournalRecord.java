package dev.carillon.client.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a device's journal, big-endian. The file is {@link #MAGIC}, then records, the first one a DEVICE:
 *
 * <pre>
 * record   length u32 (of type and body) | crc32c u32 (of length, type and body) | type u8 | body
 * DEVICE   1 | install u64 | nextCseq u64 | cursor u64
 * SEND     2 | cseq u64 | receipt u8 | toLength u8 | to | payload
 * SETTLED  3 | cseq u64
 * CURSOR   4 | seq u64
 * HISTORY  5 | number u64
 * </pre>
 *
 * <p>Version 01 had no HISTORY. Such a journal is read as before and rewritten when it is opened.
 */
final class JournalRecord {
    /** Six letters and the format's version, two digits. */
    static final byte[] MAGIC = "CRLNDV02".getBytes(StandardCharsets.US_ASCII);

    static final byte[] MAGIC_01 = "CRLNDV01".getBytes(StandardCharsets.US_ASCII);

    static final int MAGIC_FAMILY = 6;

    static final byte DEVICE = 1;
    static final byte SEND = 2;
    static final byte SETTLED = 3;
    static final byte CURSOR = 4;
    static final byte HISTORY = 5;

    private static final int HEADER = 8;
    private static final int SEND_FIXED = 1 + 8 + 1 + 1;
    private static final int NUMBER = 1 + 8;
    private static final int DEVICE_BODY = 1 + 3 * 8;

    private JournalRecord() {}

    static byte[] device(long install, long nextCseq, long cursor) {
        ByteBuffer record = begin(DEVICE_BODY, DEVICE);
        record.putLong(install).putLong(nextCseq).putLong(cursor);
        return seal(record);
    }

    static byte[] send(StoredSend send) {
        byte[] to = send.to().getBytes(StandardCharsets.UTF_8);
        ByteBuffer record = begin(SEND_FIXED + to.length + send.payload().length, SEND);
        record.putLong(send.cseq()).put((byte) (send.receipt() ? 1 : 0)).put((byte) to.length);
        record.put(to).put(send.payload());
        return seal(record);
    }

    static byte[] number(byte type, long value) {
        return seal(begin(NUMBER, type).putLong(value));
    }

    /** The type and body of the whole, intact record at {@code offset}, or null if there is none. */
    static @Nullable ByteBuffer at(ByteBuffer file, int offset) {
        if (offset < 0 || file.limit() - offset < HEADER + NUMBER) {
            return null;
        }
        int length = file.getInt(offset);
        if (length < NUMBER || length > file.limit() - offset - HEADER) {
            return null;
        }
        if (file.getInt(offset + 4) != checksum(file, offset, length)) {
            return null;
        }
        ByteBuffer body = file.slice(offset + HEADER, length);
        return wellFormed(body) ? body : null;
    }

    /** Bytes in the file of the record whose type and body these are. */
    static int sizeOf(ByteBuffer body) {
        return HEADER + body.limit();
    }

    static StoredSend readSend(ByteBuffer body) {
        byte[] to = new byte[body.get(10) & 0xFF];
        byte[] payload = new byte[body.limit() - SEND_FIXED - to.length];
        body.get(SEND_FIXED, to);
        body.get(SEND_FIXED + to.length, payload);
        return new StoredSend(body.getLong(1), new String(to, StandardCharsets.UTF_8), body.get(9) != 0, payload);
    }

    private static boolean wellFormed(ByteBuffer body) {
        return switch (body.get(0)) {
            case DEVICE -> body.limit() == DEVICE_BODY;
            case SEND -> body.limit() >= SEND_FIXED && body.limit() - SEND_FIXED >= (body.get(10) & 0xFF);
            case SETTLED, CURSOR, HISTORY -> body.limit() == NUMBER;
            default -> false;
        };
    }

    private static ByteBuffer begin(int length, byte type) {
        ByteBuffer record = ByteBuffer.allocate(HEADER + length);
        return record.putInt(length).putInt(0).put(type);
    }

    private static byte[] seal(ByteBuffer record) {
        return record.putInt(4, checksum(record, 0, record.capacity() - HEADER)).array();
    }

    private static int checksum(ByteBuffer buffer, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(offset, 4));
        crc.update(buffer.slice(offset + HEADER, length));
        return (int) crc.getValue();
    }
}
