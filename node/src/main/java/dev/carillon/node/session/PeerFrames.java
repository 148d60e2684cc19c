package dev.carillon.node.session;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.PeerReceiver;
import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.replication.LoopReplication;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what other nodes send to a loop. What makes no sense is dropped: whoever needs it, asks again. Runs on the loop. */
final class PeerFrames implements PeerReceiver {
    private final LoopReplication replication;
    private final RelayReceiver relays;
    private final RelayBatch batch = new RelayBatch();
    private final @Nullable LoopNeighbours neighbours;

    /** @param neighbours null for a node that is alone */
    PeerFrames(LoopReplication replication, RelayReceiver relays, @Nullable LoopNeighbours neighbours) {
        this.neighbours = neighbours;
        this.replication = replication;
        this.relays = relays;
    }

    @Override
    public void onFrame(long nodeId, int kind, int partition, DirectBuffer b, int offset, int length) {
        if (kind == FrameKind.RAFT) {
            replication.receive(b, offset, length);
        } else if (neighbours == null || !neighbours.hear((int) nodeId, kind, partition, b, offset, length)) {
            ClusterRelay.hear(kind, partition, b, offset, length, batch, relays);
        }
    }
}
