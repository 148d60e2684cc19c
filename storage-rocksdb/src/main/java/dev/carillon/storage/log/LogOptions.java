package dev.carillon.storage.log;

/**
 * Settings of a {@link SegmentLog}.
 *
 * @param logId which log the folder holds; one with another id is refused
 * @param existing whether the folder must hold it already; otherwise an empty folder starts it
 * @param segmentBytes size of new segments, a multiple of 512 from {@value #SEGMENT_BYTES_MIN}; existing ones keep theirs
 * @param durability when to sync
 */
public record LogOptions(long logId, boolean existing, int segmentBytes, Durability durability) {
    public static final int SEGMENT_BYTES_DEFAULT = 64 << 20;
    public static final int SEGMENT_BYTES_MIN = 4 << 10;
    public static final int SEGMENT_BYTES_MAX = 1 << 30;

    public LogOptions {
        if (segmentBytes < SEGMENT_BYTES_MIN
                || segmentBytes > SEGMENT_BYTES_MAX
                || segmentBytes % SectorLayout.SECTOR != 0) {
            throw new IllegalArgumentException("Segments of " + segmentBytes + " bytes: must be a multiple of "
                    + SectorLayout.SECTOR + " from " + SEGMENT_BYTES_MIN + " to " + SEGMENT_BYTES_MAX);
        }
    }

    public static LogOptions of(long logId) {
        return new LogOptions(logId, false, SEGMENT_BYTES_DEFAULT, Durability.SYNC);
    }

    public LogOptions withSegmentBytes(int bytes) {
        return new LogOptions(logId, existing, bytes, durability);
    }

    public LogOptions withDurability(Durability newDurability) {
        return new LogOptions(logId, existing, segmentBytes, newDurability);
    }

    /** The same for a log that was made before: opening refuses a folder without it. */
    public LogOptions mustExist() {
        return new LogOptions(logId, true, segmentBytes, durability);
    }
}
