package dev.carillon.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/** RocksDB's options, with the reasons; owns their native memory. */
final class RocksOptions implements AutoCloseable {
    static final byte[] RECORDS = {'r', 'e', 'c', 'o', 'r', 'd', 's'};
    static final byte[] QUEUES = {'q', 'u', 'e', 'u', 'e', 's'};

    private static final int BLOOM_BITS = 10;
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final double MEMTABLE_BLOOM_RATIO = 0.02;
    private static final long INFO_LOG_BYTES = 1L << 20;
    private static final int INFO_LOGS_KEPT = 2;
    private static final long MANIFEST_BYTES_MAX = 4L << 20;
    private static final long MANIFEST_PREALLOCATED = 64L << 10;

    /** A file with this many deletes among this many neighbours is compacted soon. */
    private static final long DELETES_WINDOW = 4096;

    private static final long DELETES_TRIGGER = 2048;
    private static final double DELETES_RATIO = 0.5;

    private final List<AbstractNativeReference> owned = new ArrayList<>();
    private final EngineLimits limits;
    private final Cache cache;

    RocksOptions(EngineLimits limits) {
        this.limits = limits;
        this.cache = own(new LRUCache(limits.blockCacheBytes()));
    }

    DBOptions database(boolean create) {
        return own(new DBOptions())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setAtomicFlush(true)
                .setParanoidChecks(true)
                .setBestEffortsRecovery(false)
                // The caller flushes when it wants what it wrote; a close is no hidden flush.
                .setAvoidFlushDuringShutdown(true)
                // The first failed write is final: the node says so and stops, nothing is tried behind its back.
                .setMaxBgErrorResumeCount(0)
                .setWriteBufferManager(own(new WriteBufferManager(limits.memtableBytes(), cache, false)))
                .setMaxOpenFiles(limits.openFilesMax())
                .setMaxBackgroundJobs(limits.backgroundJobs())
                .setMaxManifestFileSize(MANIFEST_BYTES_MAX)
                .setManifestPreallocationSize(MANIFEST_PREALLOCATED)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(INFO_LOGS_KEPT)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    List<ColumnFamilyDescriptor> families() {
        ColumnFamilyOptions queues = family();
        queues.useFixedLengthPrefixExtractor(KeyLayout.QUEUE_PREFIX_BYTES)
                .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_RATIO);
        return List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family()),
                new ColumnFamilyDescriptor(RECORDS, family()),
                new ColumnFamilyDescriptor(QUEUES, queues));
    }

    ReadOptions reads() {
        return own(new ReadOptions()).setVerifyChecksums(true);
    }

    WriteOptions writes() {
        return own(new WriteOptions()).setDisableWAL(true);
    }

    FlushOptions flushes() {
        return own(new FlushOptions()).setWaitForFlush(true).setAllowWriteStall(true);
    }

    /** Closed with the engine; from any thread. */
    synchronized <T extends AbstractNativeReference> T own(T object) {
        owned.add(object);
        return object;
    }

    private ColumnFamilyOptions family() {
        // The collector can only be set on Options, and is copied from there.
        Options collecting = own(new Options());
        collecting.setTablePropertiesCollectorFactory(
                List.of(own(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        DELETES_WINDOW, DELETES_TRIGGER, DELETES_RATIO))));
        ColumnFamilyOptions family = own(new ColumnFamilyOptions(collecting));
        return family.setForceConsistencyChecks(true)
                .setParanoidFileChecks(false)
                .setWriteBufferSize(limits.memtableBytes())
                .setTargetFileSizeBase(limits.tableFileBytes())
                .setMaxBytesForLevelBase(limits.tableFileBytes() * 8)
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setFilterPolicy(own(new BloomFilter(BLOOM_BITS, false)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true));
    }

    @Override
    public synchronized void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
        owned.clear();
    }
}
