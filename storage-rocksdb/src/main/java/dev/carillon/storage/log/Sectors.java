package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.BATCH;
import static dev.carillon.storage.log.SectorLayout.CRC;
import static dev.carillon.storage.log.SectorLayout.GENERATION;
import static dev.carillon.storage.log.SectorLayout.HEADER_LOG_ID;
import static dev.carillon.storage.log.SectorLayout.HEADER_MAGIC;
import static dev.carillon.storage.log.SectorLayout.HEADER_SECTORS;
import static dev.carillon.storage.log.SectorLayout.HEADER_VERSION;
import static dev.carillon.storage.log.SectorLayout.KIND_CLOSE;
import static dev.carillon.storage.log.SectorLayout.KIND_HEADER;
import static dev.carillon.storage.log.SectorLayout.POSITION_AND_KIND;
import static dev.carillon.storage.log.SectorLayout.SECTOR;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Writes and checks the 16 bytes in front of every sector. Not thread-safe: it keeps a checksum's state. */
final class Sectors {
    private final CRC32C crc = new CRC32C();

    /** A direct buffer of the log's byte order. */
    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills in the sector header at {@code at}; the sector's other bytes are final. */
    void seal(ByteBuffer buffer, int at, int generation, int batch, int position, int kind) {
        buffer.putInt(at + GENERATION, generation);
        buffer.putInt(at + BATCH, batch);
        buffer.putInt(at + POSITION_AND_KIND, position << 8 | kind);
        buffer.putInt(at + CRC, checksum(buffer, at));
    }

    int checksum(ByteBuffer buffer, int at) {
        crc.reset();
        buffer.limit(at + SECTOR).position(at + GENERATION);
        crc.update(buffer);
        buffer.clear();
        return (int) crc.getValue();
    }

    boolean isIntact(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC) == checksum(buffer, at);
    }

    /** Adds a sector to the number that binds a batch's sectors to one another; in order, from the second. */
    static int chain(int chain, ByteBuffer buffer, int at) {
        return Integer.rotateLeft((chain ^ buffer.getInt(at + CRC)) * 0x9e3779b1, 13);
    }

    static boolean isZero(ByteBuffer buffer, int at) {
        for (int i = at; i < at + SECTOR; i += Long.BYTES) {
            if (buffer.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes the first sector of a segment in a zeroed buffer. */
    void header(ByteBuffer buffer, int generation, int sectors, long logId) {
        buffer.putLong(HEADER_MAGIC, SectorLayout.MAGIC);
        buffer.putInt(HEADER_VERSION, SectorLayout.FORMAT_VERSION);
        buffer.putInt(HEADER_SECTORS, sectors);
        buffer.putLong(HEADER_LOG_ID, logId);
        seal(buffer, 0, generation, 0, 0, KIND_HEADER);
    }

    /** Makes the sector that ends a segment in a zeroed buffer. */
    void close(ByteBuffer buffer, int generation, long nextSequence, int nextGeneration) {
        buffer.putLong(SectorLayout.CLOSE_NEXT_SEQUENCE, nextSequence);
        buffer.putInt(SectorLayout.CLOSE_NEXT_GENERATION, nextGeneration);
        seal(buffer, 0, generation, (int) nextSequence, 0, KIND_CLOSE);
    }
}
