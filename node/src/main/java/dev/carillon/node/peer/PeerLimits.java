package dev.carillon.node.peer;

/**
 * What links may use. Bytes count a frame with its header on the wire.
 *
 * @param frameBytesMax longest frame; the receiving mailbox must take it
 * @param batchBytesMax when a batch is closed; only a single longer frame makes a longer batch
 * @param raftBytesMax Raft frames that wait in one (peer, loop) queue; more are dropped
 * @param relayBytesMax other frames that wait there; more are refused
 * @param tunnelBytesMax the same for frames that carry clients' connections
 */
public record PeerLimits(
        int frameBytesMax, int batchBytesMax, int raftBytesMax, int relayBytesMax, int tunnelBytesMax) {
    public static final PeerLimits DEFAULT = new PeerLimits(1 << 20, 64 << 10, 8 << 20, 4 << 20, 2 << 20);

    /** Batches that wait in one queue. */
    static final int BATCHES_MAX = 4_096;

    /** What gRPC may hold of a stream before it counts as not ready, bytes. */
    static final int READY_BYTES = 256 << 10;

    /** Highest number of a caller's loop. */
    static final int LOOP_MAX = 255;

    public PeerLimits {
        if (frameBytesMax < 1 || batchBytesMax < 1) {
            throw new IllegalArgumentException("frames and batches have at least one byte");
        }
        if (Math.min(Math.min(raftBytesMax, relayBytesMax), tunnelBytesMax) < frameBytesMax + FrameBatch.HEADER) {
            throw new IllegalArgumentException("a queue that cannot hold the longest frame would refuse it for ever");
        }
    }

    /** Longest gRPC message: a batch of one longest frame, or a full batch, and what Protobuf adds. */
    public int messageBytesMax() {
        return Math.max(batchBytesMax, frameBytesMax + FrameBatch.HEADER) + 64;
    }
}
