package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import org.jspecify.annotations.Nullable;

/** The partitions of one loop, in a row and by number. */
final class PartitionSet {
    private final int loop;
    private final DeliveryPartition[] row;
    private final @Nullable DeliveryPartition[] byNumber;

    /**
     * @param row those of which this node has a replica, and this loop the care
     * @param count partitions of the whole ring
     */
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

    /** Null if it is not here, or there is none of that number. */
    @Nullable
    DeliveryPartition find(int number) {
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    /** How many partitions the ring has. */
    int count() {
        return byNumber.length;
    }

    /** @throws IllegalStateException if another loop or another node has it: somebody asked the wrong one */
    DeliveryPartition get(int number) {
        DeliveryPartition partition = find(number);
        if (partition == null) {
            throw new IllegalStateException("partition " + number + " is not on loop " + loop);
        }
        return partition;
    }
}
