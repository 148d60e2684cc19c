package dev.carillon.node.cluster;

/** Where a node keeps the newest {@link ClusterState} that it has heard of. */
public interface ClusterStore {
    /**
     * Writes it down, in the order of the calls; never blocks.
     *
     * @param bytes of {@link ClusterStateCodec}
     * @param durable called once a power cut does not take it any more; any thread
     */
    void save(byte[] bytes, Runnable durable);
}
