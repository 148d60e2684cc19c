package dev.carillon.simulator.recording;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands before the events of a block (RECORDING.md, "Blocks").
 *
 * @param stored bytes of the compressed events behind the header
 * @param plain the same, not compressed
 * @param events how many
 * @param firstUs time of the first one
 * @param notRecorded events that were seen since the block before and are in none
 * @param checksum CRC-32C of all before it and of the compressed events
 */
record Block(int stored, int plain, int events, long firstUs, long notRecorded, int checksum) {
    static final int MARKER = 0x43424C4B;

    /** Bytes of the header. */
    static final int HEADER = 36;

    /** Events of more bytes than this begin a new block. */
    static final int PLAIN_WANTED = 256 * 1024;

    /** The most that a block may hold, so that a damaged length costs no memory. */
    static final int PLAIN_MAX = 1024 * 1024;

    static byte[] header(int plain, int events, long firstUs, long notRecorded, byte[] stored) {
        ByteBuffer out = ByteBuffer.allocate(HEADER)
                .putInt(MARKER)
                .putInt(stored.length)
                .putInt(plain)
                .putInt(events)
                .putLong(firstUs)
                .putLong(notRecorded);
        return out.putInt(checksum(out.array(), stored)).array();
    }

    /** What a header says, right or wrong; {@code bytes} has {@link #HEADER} of them. */
    static Block read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(4);
        return new Block(in.getInt(), in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getInt());
    }

    static boolean isMarked(byte[] header) {
        return ByteBuffer.wrap(header).getInt() == MARKER;
    }

    /** Whether it can be one at all. */
    boolean isPlausible() {
        return stored > 0 && stored <= 2 * PLAIN_MAX && plain >= 0 && plain <= PLAIN_MAX && events >= 0;
    }

    static int checksum(byte[] header, byte[] stored) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, HEADER - 4);
        crc.update(stored);
        return (int) crc.getValue();
    }
}
