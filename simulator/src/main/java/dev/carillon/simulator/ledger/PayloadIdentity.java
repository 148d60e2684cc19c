package dev.carillon.simulator.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first 16 bytes of every payload that a replay sends, big-endian. The checksum covers run, row, both user IDs and
 * the text, so that a message that reached somebody else, under another's name, or with another text is found out.
 *
 * <pre>
 *  0               8       12         16
 *  +---------------+-------+----------+--------
 *  | run           | row   | CRC-32C  | text …
 *  +---------------+-------+----------+--------
 * </pre>
 */
public final class PayloadIdentity {
    /** Bytes before the text. */
    public static final int LENGTH = 16;

    private static final int ROW_AT = 8;
    private static final int CHECKSUM_AT = 12;

    private PayloadIdentity() {}

    /** A payload: the identity, then the text. */
    public static byte[] write(long run, int row, String from, String to, byte[] text) {
        byte[] payload = new byte[LENGTH + text.length];
        System.arraycopy(text, 0, payload, LENGTH, text.length);
        ByteBuffer.wrap(payload).putLong(run).putInt(row).putInt(checksum(run, row, from, to, payload));
        return payload;
    }

    static long run(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }

    static int row(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt(ROW_AT);
    }

    /** Whether this payload was written for this sender and recipient, and is unchanged. */
    static boolean isGenuine(byte[] payload, String from, String to) {
        return payload.length >= LENGTH
                && ByteBuffer.wrap(payload).getInt(CHECKSUM_AT)
                        == checksum(run(payload), row(payload), from, to, payload);
    }

    private static int checksum(long run, int row, String from, String to, byte[] payload) {
        CRC32C crc = new CRC32C();
        byte[] sender = from.getBytes(StandardCharsets.UTF_8);
        byte[] recipient = to.getBytes(StandardCharsets.UTF_8);
        // The sender's length parts the two IDs: "ab" to "c" is not "a" to "bc".
        crc.update(ByteBuffer.allocate(16)
                .putLong(run)
                .putInt(row)
                .putInt(sender.length)
                .flip());
        crc.update(sender);
        crc.update(recipient);
        crc.update(payload, LENGTH, payload.length - LENGTH);
        return (int) crc.getValue();
    }
}
