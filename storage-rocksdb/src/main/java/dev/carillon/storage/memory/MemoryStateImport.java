package dev.carillon.storage.memory;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkedImport;
import java.util.function.Consumer;

/** Collects a partition's data, and gives it to the engine when it is complete. */
final class MemoryStateImport extends ChunkedImport {
    private final MemoryStateEngine engine;
    private final int partition;
    private final long crashesBefore;
    private PartitionData data = new PartitionData();

    MemoryStateImport(MemoryStateEngine engine, int partition, long crashesBefore) {
        super(partition);
        this.engine = engine;
        this.partition = partition;
        this.crashesBefore = crashesBefore;
    }

    @Override
    protected void store(Consumer<StateBatch.Changes> chunk) {
        chunk.accept(data);
    }

    @Override
    protected Marker present() {
        return engine.marker(partition);
    }

    @Override
    protected void replacePresent(Marker marker) {
        data.marker = marker;
        engine.replace(partition, data, crashesBefore);
        discard();
    }

    @Override
    protected void discard() {
        data = new PartitionData();
    }
}
