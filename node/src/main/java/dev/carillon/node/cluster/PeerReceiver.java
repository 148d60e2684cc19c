package dev.carillon.node.cluster;

import org.agrona.DirectBuffer;

/** Where frames of other nodes arrive; called on the loop that their partition belongs to. */
public interface PeerReceiver {
    /**
     * One frame; the slice is valid during the call.
     *
     * @param nodeId who sent it; its handshake was accepted
     * @param kind one of {@link FrameKind}
     * @param partition whom it is for
     */
    void onFrame(long nodeId, int kind, int partition, DirectBuffer buffer, int offset, int length);
}
