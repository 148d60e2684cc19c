package dev.carillon.storage.rocksdb;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkedImport;
import java.util.function.Consumer;

/** Stores a partition's state under a data number that is nobody's until it is complete. */
final class RocksStateImport extends ChunkedImport {
    private final RocksStateEngine engine;
    private final int partition;
    private final int dataNumber;
    private final ImportWriter writer;

    RocksStateImport(RocksStateEngine engine, int partition, int dataNumber, ImportWriter writer) {
        super(partition);
        this.engine = engine;
        this.partition = partition;
        this.dataNumber = dataNumber;
        this.writer = writer;
    }

    @Override
    protected void store(Consumer<StateBatch.Changes> chunk) {
        writer.write(chunk);
    }

    @Override
    protected Marker present() {
        return engine.marker(partition);
    }

    @Override
    protected void replacePresent(Marker marker) {
        engine.replace(partition, dataNumber, marker);
    }

    @Override
    protected void discard() {
        engine.discard(dataNumber);
    }
}
