package dev.carillon.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** However long a chunk is, what is written at once is not. */
class ImportWriterTest {
    @TempDir
    Path folder;

    @Test
    void batchesStayBelowTheirLimit() throws RocksDBException {
        RocksDB.loadLibrary();
        List<Long> bytes = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, folder.toString())) {
            BatchWriter batches = new BatchWriter(
                    db.getDefaultColumnFamily(), db.getDefaultColumnFamily(), db.getDefaultColumnFamily());
            ImportWriter writer = new ImportWriter(batches, 1, batch -> {
                bytes.add(batch.getDataSize());
                counts.add(batch.count());
            });
            UnsafeBuffer item = new UnsafeBuffer(new byte[60_000]);
            writer.write(to -> {
                for (int i = 0; i < 50; i++) {
                    to.putItem(1, i, item, 0, item.capacity());
                }
                for (int i = 0; i < 30_000; i++) {
                    to.putRecord(new byte[40], new byte[60]);
                }
            });
            writer.write(to -> to.putRecord(new byte[1], new byte[1]));
        }
        assertThat(bytes).hasSizeBetween(6, 12).allMatch(size -> size <= ImportWriter.WRITE_BYTES_MAX);
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50 + 30_000 + 1);
    }
}
