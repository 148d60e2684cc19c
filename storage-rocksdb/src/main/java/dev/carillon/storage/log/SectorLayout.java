package dev.carillon.storage.log;

/** Where fields are; drawn in the package's description. */
final class SectorLayout {
    static final int SECTOR = 512;
    static final int FORMAT_VERSION = 1;
    static final long MAGIC = 0x474f4c4c49524143L; // "CARILLOG"

    static final int KIND_HEADER = 1;
    static final int KIND_BATCH = 2;
    static final int KIND_CLOSE = 3;
    static final int KIND_MASK = 0x7f;
    static final int UNSYNCED_BEFORE = 0x80;

    static final int CRC = 0;
    static final int GENERATION = 4;
    static final int BATCH = 8;
    static final int POSITION_AND_KIND = 12;
    static final int SECTOR_HEADER = 16;

    static final int HEADER_MAGIC = 16;
    static final int HEADER_VERSION = 24;
    static final int HEADER_SECTORS = 28;
    static final int HEADER_LOG_ID = 32;

    static final int BATCH_SEQUENCE = 16;
    static final int BATCH_CUT = 24;
    static final int BATCH_BYTES = 28;
    static final int BATCH_SYNCED = 32;
    static final int BATCH_RECORDS = 40;
    static final int BATCH_CHAIN = 44;
    static final int BATCH_HEADER_END = 48;

    static final int CLOSE_NEXT_SEQUENCE = 16;
    static final int CLOSE_NEXT_GENERATION = 24;

    static final int RECORD_LENGTH = 0;
    static final int RECORD_GROUP = 4;
    static final int RECORD_INDEX = 8;
    static final int RECORD_KIND = 16;
    static final int RECORD_HEADER = 17;

    /** Bytes of records in a batch's first sector, and in every other. */
    static final int FIRST_BODY = SECTOR - BATCH_HEADER_END;

    static final int BODY = SECTOR - SECTOR_HEADER;

    /** Sectors of a segment that no batch with records may use: one for a batch that only cuts, one for the close. */
    static final int RESERVED = 2;

    private SectorLayout() {}

    /** Sectors of a batch with this many bytes of records. */
    static int sectorsFor(int bytes) {
        return bytes <= FIRST_BODY ? 1 : 1 + (bytes - FIRST_BODY + BODY - 1) / BODY;
    }

    /** Bytes of records that a batch of so many sectors holds; -1 of none. */
    static long bytesIn(int sectors) {
        return sectors <= 0 ? -1 : FIRST_BODY + (sectors - 1L) * BODY;
    }
}
