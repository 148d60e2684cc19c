package dev.carillon.storage;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where partition state rests: records (key to value) and queues (number and sequence to value), each within a
 * partition. Batches are atomic together with their marker, without a sync of their own: until {@link #flush} a crash
 * may take the newest ones, in whole and in order per partition, and {@link #flushedMarker} says which are safe. The
 * loop's log has them until then.
 *
 * <p>A partition's whole state can be copied from one engine into another: {@link #export} there, {@link #startImport}
 * here.
 *
 * <p>Reads and exports may come from any thread and see every written batch; {@link #write}, {@link #flush}, {@link #remove} and
 * the end of an import come from one background thread at a time.
 */
public interface StateEngine extends AutoCloseable {
    /** The marker of the last batch written for the partition. */
    Marker marker(int partition);

    /** The marker that survives a power cut now. */
    Marker flushedMarker(int partition);

    byte @Nullable [] record(int partition, byte[] key);

    /** Visits records whose key begins with the prefix, in key order. */
    void scanRecords(int partition, byte[] prefix, RecordVisitor visitor);

    /**
     * Visits items of a queue in order, seeking straight to {@code fromSeq}; sequences that are gone are passed over.
     *
     * @return the number of items visited
     */
    int readQueue(int partition, long queue, long fromSeq, int maxItems, QueueVisitor visitor);

    void write(StateBatch batch);

    /** Makes everything written before the call survive a power cut. */
    void flush();

    /**
     * A copy of the partition as of its last written batch, empty if there is none. Close it: until then the engine keeps
     * what it shows.
     */
    StateExport export(int partition);

    /**
     * Begins to build another state of the partition beside the present one, from the chunks of an export. The present
     * state stays readable and writable until {@link StateImport#complete}. From any thread.
     */
    StateImport startImport(int partition);

    /**
     * Removes all of a partition, durably: when this returns, a power cut does not bring it back. Nothing happens if there
     * is none.
     */
    void remove(int partition);

    /** About how much the partition's data takes, bytes. Any thread; cheap enough for now and then. */
    long bytes(int partition);

    /** Bytes of batches written since the last flush. */
    long unflushedBytes();

    /** Reads all there is and checks it against its checksums, saying what it is at; throws on the first damage. */
    void verify(Consumer<String> progress);

    @Override
    void close();
}
