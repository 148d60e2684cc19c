package dev.carillon.storage.log;

/**
 * What a segment holds, as read from its beginning.
 *
 * @param first sequence of its first complete batch; of the next one if there is none; 0 if that is not known from here
 * @param next sequence that follows its last complete batch; 0 if not known from here
 * @param end first sector behind the complete batches
 * @param cut the last complete batch's; 0 if there is none
 * @param unsyncedFrom first sector of batches that nothing in this segment vouches for; {@code end} if there are none
 * @param nextGeneration of the segment that the close names; 0 if it is not closed
 * @param tornEnd sector behind the last sector that torn batches left; 0 if there are none
 */
record SegmentScan(long first, long next, int end, int cut, int unsyncedFrom, int nextGeneration, int tornEnd) {

    boolean hasBatches() {
        return cut != 0;
    }

    boolean isClosed() {
        return nextGeneration != 0;
    }

    /** Whether nothing was ever written behind the header in this generation. */
    boolean isUntouched() {
        return !hasBatches() && !isClosed() && tornEnd == 0;
    }
}
