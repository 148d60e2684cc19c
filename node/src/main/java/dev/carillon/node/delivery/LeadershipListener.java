package dev.carillon.node.delivery;

import dev.carillon.storage.Marker;

/** Hears which partitions this node leads, and who leads the others. Called on the loop. */
public interface LeadershipListener {
    /** From now on the partition takes operations; its state has all that was ever acked. */
    void onLeading(DeliveryPartition partition, long generation, int term);

    /** What waits for the partition is gone, and its sessions with it: nothing of theirs may be answered any more. */
    void onLeadershipLost(DeliveryPartition partition);

    /** The partition's generation has ended; nobody leads it until somebody leads the next one. */
    void onSealed(DeliveryPartition partition, long generation);

    /** @param node who leads, as far as this node's replica knows; 0 for nobody */
    void onLeader(DeliveryPartition partition, long generation, int term, int node);

    /** The partition's state is to be fetched from {@code node}, and must contain {@code atLeast}. Comes again. */
    void onStateNeeded(DeliveryPartition partition, Marker atLeast, int node);

    /** Where nobody asks. */
    LeadershipListener NOBODY = new LeadershipListener() {
        @Override
        public void onLeading(DeliveryPartition partition, long generation, int term) {}

        @Override
        public void onLeadershipLost(DeliveryPartition partition) {}

        @Override
        public void onSealed(DeliveryPartition partition, long generation) {}

        @Override
        public void onLeader(DeliveryPartition partition, long generation, int term, int node) {}

        @Override
        public void onStateNeeded(DeliveryPartition partition, Marker atLeast, int node) {}
    };
}
