package dev.carillon.node.cluster;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import org.jspecify.annotations.Nullable;

/** The states that this node has, for other nodes to copy. Any thread. */
public interface StateSource {
    /**
     * A copy of a partition's state; to be closed.
     *
     * @param atLeast the copy must contain this
     * @return null if the state engine has not come that far, or there is no such partition here; asking hurries it
     */
    @Nullable
    StateExport export(int partition, Marker atLeast);
}
