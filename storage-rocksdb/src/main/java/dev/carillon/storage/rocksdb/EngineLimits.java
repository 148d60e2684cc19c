package dev.carillon.storage.rocksdb;

/**
 * What the state engine may use.
 *
 * @param blockCacheBytes blocks, indexes and filters in memory; memtables count into it
 * @param memtableBytes all memtables together; RocksDB flushes by itself when they are full
 * @param tableFileBytes size that an SST aims at
 * @param openFilesMax file descriptors for SSTs
 * @param backgroundJobs threads for flushes and compactions
 */
public record EngineLimits(
        long blockCacheBytes, long memtableBytes, long tableFileBytes, int openFilesMax, int backgroundJobs) {
    public static final EngineLimits DEFAULT = new EngineLimits(128L << 20, 96L << 20, 32L << 20, 512, 2);

    /** Flushes and compacts all the time: for tests. */
    public static final EngineLimits TINY = new EngineLimits(1L << 20, 64L << 10, 64L << 10, 32, 1);

    public EngineLimits {
        if (blockCacheBytes < 1 || memtableBytes < 1 || tableFileBytes < 1 || openFilesMax < 16 || backgroundJobs < 1) {
            throw new IllegalArgumentException("cache " + blockCacheBytes + ", memtables " + memtableBytes + ", files "
                    + tableFileBytes + " bytes, " + openFilesMax + " open files (at least 16), " + backgroundJobs
                    + " jobs");
        }
    }
}
