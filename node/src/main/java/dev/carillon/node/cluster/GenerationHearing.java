package dev.carillon.node.cluster;

import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;

/**
 * Hears one generation of a partition for its replica; what comes of another one than the present is not heard any more.
 * Runs on the partition's loop.
 */
final class GenerationHearing implements ReplicaListener {
    private final PartitionReplica replica;
    private final long of;

    GenerationHearing(PartitionReplica replica, long of) {
        this.replica = replica;
        this.of = of;
    }

    private boolean isPresent() {
        return of == replica.generation();
    }

    private boolean goesOn() {
        return isPresent() && !replica.isSealed();
    }

    @Override
    public void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
        if (isPresent()) {
            replica.changing();
            replica.onCommitted(index, entry, offset, length, proposedHere);
            replica.changed(index);
        }
    }

    @Override
    public void onTermStarted(long index) {
        if (goesOn()) {
            replica.changing();
            replica.changed(index);
        }
    }

    @Override
    public void onLeading(int newTerm) {
        if (goesOn()) {
            replica.leads(newTerm);
        }
    }

    @Override
    public void onLeadershipLost() {
        if (isPresent()) {
            replica.leadsNoMore();
        }
    }

    @Override
    public void onLeader(int newTerm, int node) {
        if (goesOn()) {
            replica.isLedBy(newTerm, node);
        }
    }

    @Override
    public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
        if (isPresent()) {
            replica.onReturned(entry, offset, length, mayCommit);
        }
    }

    @Override
    public void onStateNeeded(Marker atLeast, int node) {
        if (goesOn()) {
            replica.onStateNeeded(atLeast, node);
        }
    }
}
