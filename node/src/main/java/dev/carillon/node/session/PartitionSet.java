package dev.carillon.node.session;

import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.delivery.DeliveryPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one loop, in a row and by number: those of users' partitions, and that of the meta group if it is here.
 * They come and go with the cluster's map. Runs on the loop.
 */
final class PartitionSet {
    private final int loop;
    private final List<DeliveryPartition> row = new ArrayList<>();
    private final List<PartitionReplica> all = new ArrayList<>();
    private final @Nullable PartitionReplica[] byNumber;

    /** @param count partitions of the whole ring */
    PartitionSet(int loop, int count) {
        this.loop = loop;
        this.byNumber = new @Nullable PartitionReplica[count + 1];
    }

    void add(PartitionReplica replica) {
        if (byNumber[replica.number()] != null) {
            throw new IllegalStateException("partition " + replica.number() + " is on loop " + loop + " already");
        }
        byNumber[replica.number()] = replica;
        all.add(replica);
        if (replica instanceof DeliveryPartition partition) {
            row.add(partition);
            row.sort(Comparator.comparingInt(PartitionReplica::number));
        }
    }

    void remove(PartitionReplica replica) {
        byNumber[replica.number()] = null;
        all.remove(replica);
        if (replica instanceof DeliveryPartition partition) {
            row.remove(partition);
        }
    }

    /** Those of users' partitions; not to be changed. */
    List<DeliveryPartition> row() {
        return row;
    }

    /** All of them; not to be changed. */
    List<PartitionReplica> all() {
        return all;
    }

    /** The replica of a users' partition; null if it is not here, or there is none of that number. */
    @Nullable
    DeliveryPartition find(int number) {
        return replica(number) instanceof DeliveryPartition partition ? partition : null;
    }

    /** The same, also for the meta group. */
    @Nullable
    PartitionReplica replica(int number) {
        return number >= 0 && number < byNumber.length ? byNumber[number] : null;
    }

    @Nullable
    MetaPartition meta() {
        return byNumber[count()] instanceof MetaPartition meta ? meta : null;
    }

    /** How many partitions the ring has; the meta group's number. */
    int count() {
        return byNumber.length - 1;
    }
}
