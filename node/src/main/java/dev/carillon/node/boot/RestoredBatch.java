package dev.carillon.node.boot;

import dev.carillon.node.delivery.RelayCut;
import dev.carillon.node.delivery.RestoredRecords;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkDecoder;

/**
 * A chunk of a partition's copy as what it restores, for an engine that has nothing of the partition but the chunks before.
 * Its marker is where a first generation begins: with state, and with an empty log. One thread; read once, while the
 * chunk's bytes are there.
 */
final class RestoredBatch implements StateBatch {
    /** How a restored partition begins. */
    static final Marker BEGINNING = new Marker(1, 0);

    private final int partition;
    private final ChunkDecoder chunk;
    private final int length;
    private final RelayCut cut;
    private long users;
    private long items;

    /**
     * @param chunk has accepted it
     * @param length of the chunk, bytes
     */
    RestoredBatch(int partition, ChunkDecoder chunk, int length, RelayCut cut) {
        this.partition = partition;
        this.chunk = chunk;
        this.length = length;
        this.cut = cut;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public Marker marker() {
        return BEGINNING;
    }

    @Override
    public long bytes() {
        return length;
    }

    @Override
    public void forEach(Changes changes) {
        RestoredRecords records = new RestoredRecords(partition, cut, changes);
        chunk.forEach(records);
        users += records.users();
        items += records.items();
    }

    /** Users among what was passed on. */
    long users() {
        return users;
    }

    /** Items of inboxes and outboxes among it. */
    long items() {
        return items;
    }
}
