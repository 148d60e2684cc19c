package dev.carillon.storage.overlay;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;

/** Hears what a {@link Trailer} did, on the writer's thread; posts it to the partition's loop and does not block. */
public interface TrailerListener {
    /** The engine has the batch: {@link PartitionOverlay#written} may be called. */
    void written(StateBatch batch);

    /** The partition's state up to the marker survives a power cut: the log may be cut behind it. */
    void flushed(int partition, Marker marker);

    /** The partition's state is now the one that was copied, up to the marker and for good. */
    void installed(int partition, Marker marker);

    /** The engine has nothing of the partition any more, for good. */
    default void removed(int partition) {}

    /** Nothing is written any more; the node must stop acking once its log is full. Called once. */
    void failed(RuntimeException cause);
}
