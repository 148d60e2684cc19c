package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import org.jspecify.annotations.Nullable;

/** The partitions of one loop, in a row and by number. */
final class PartitionSet {
    private final int loop;
    private final DeliveryPartition[] row;
    private final @Nullable DeliveryPartition[] byNumber;

    /** @param count partitions of the whole ring */
    PartitionSet(int loop, DeliveryPartition[] row, int count) {
        this.loop = loop;
        this.row = row;
        this.byNumber = new @Nullable DeliveryPartition[count];
        for (DeliveryPartition partition : row) {
            byNumber[partition.number()] = partition;
        }
    }

    /** All of them; not to be changed. */
    DeliveryPartition[] row() {
        return row;
    }

    /** @throws IllegalStateException if another loop has it: somebody asked the wrong one */
    DeliveryPartition get(int number) {
        DeliveryPartition partition = byNumber[number];
        if (partition == null) {
            throw new IllegalStateException("partition " + number + " is not on loop " + loop);
        }
        return partition;
    }
}
