package dev.carillon.storage.copy;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import org.agrona.MutableDirectBuffer;

/** What the exports of all engines have in common: everything but where records and items come from. */
public abstract class ChunkedExport implements StateExport {
    private final Marker marker;
    private final ChunkEncoder chunk;
    private boolean ended;

    protected ChunkedExport(int partition, Marker marker) {
        this.marker = marker;
        this.chunk = new ChunkEncoder(partition, marker);
    }

    /**
     * Adds records, then items, from where the last chunk ended, until one is not taken or there are no more. If it
     * throws, the next call begins at the same place.
     */
    protected abstract void fill(ChunkEncoder into);

    @Override
    public final Marker marker() {
        return marker;
    }

    @Override
    public final int read(MutableDirectBuffer into, int offset, int lengthMax) {
        if (ended) {
            return 0;
        }
        chunk.begin(into, offset, lengthMax);
        fill(chunk);
        ended = chunk.isEmpty();
        return chunk.finish();
    }
}
