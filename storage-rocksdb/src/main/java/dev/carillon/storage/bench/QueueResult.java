package dev.carillon.storage.bench;

/**
 * What a run of the queue benchmark found.
 *
 * @param firstReadsPerSecond items read per second of reading, in the first tenth of the rounds
 * @param lastReadsPerSecond the same for the last tenth
 * @param firstReadMedianNs of one read of up to 64 items, in the first tenth; busy neighbours hardly change it
 * @param lastReadMedianNs the same for the last tenth
 */
record QueueResult(
        String name,
        double roundsPerSecond,
        double firstReadsPerSecond,
        double lastReadsPerSecond,
        long firstReadMedianNs,
        long lastReadMedianNs,
        long overlayBytesMax) {}
