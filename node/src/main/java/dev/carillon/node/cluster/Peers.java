package dev.carillon.node.cluster;

import org.agrona.DirectBuffer;

/** One loop's way to the other nodes. Called on the loop; never blocks, never throws, copies what it takes. */
public interface Peers {
    /**
     * Takes a frame for another node; it leaves with the next {@link #flush}. What is taken may still be lost with the
     * connection, but nothing is reordered within one.
     *
     * @param kind one of {@link FrameKind}
     * @param partition whom it is for, at the other node
     * @return false if it was not taken: there is no room, or no connection
     */
    boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length);

    /**
     * How long a frame of the kind {@link FrameKind#RELAY} may be now, bytes; 0 if none is taken. Only {@link #send} makes it
     * less, as long as the connection stands.
     */
    long room(int node);

    /** What was sent since the last call should leave now. */
    void flush();

    /**
     * Which connection to a node stands: another number than before once there is another one, for what was sent over the
     * one before may be lost.
     *
     * @return 0 if none stands
     */
    long connection(int node);

    /** Whether a node has been silent for so long that it counts as dead. */
    boolean isDown(int node);
}
