package dev.carillon.node.edge;

/**
 * Everything that waits or grows at the edge, with its limit. Times in milliseconds.
 *
 * @param connectionsMax open connections of the node
 * @param connectionsPerAddressMax open connections from one address (IPv6: one /64); 0 for no limit
 * @param helloTimeoutMs from accept to a whole HELLO
 * @param frameTimeoutMs from the first byte of a frame to its last
 * @param idleTimeoutMs without a byte from the client; three times the keepalive of PROTOCOL.md
 * @param frameMax largest length field after the HELLO; before it, that of PROTOCOL.md holds
 * @param outboundBytesMax bytes waiting for one client to read them, beyond which it is a slow reader
 * @param slowReaderTimeoutMs how long a client may leave its connection unwritable
 * @param lingerMs from our last byte to the end, so that the client can read why
 */
public record EdgeLimits(
        int connectionsMax,
        int connectionsPerAddressMax,
        long helloTimeoutMs,
        long frameTimeoutMs,
        long idleTimeoutMs,
        int frameMax,
        int outboundBytesMax,
        long slowReaderTimeoutMs,
        long lingerMs) {

    /** The defaults of PROTOCOL.md, and the reference configuration's. */
    public static final EdgeLimits DEFAULT =
            new EdgeLimits(100_000, 10_000, 5_000, 10_000, 90_000, 65_536, 4 << 20, 30_000, 1_000);

    /** Refused connections that may still be reading why; more are dropped without a word. */
    static final int REFUSED_MAX = 256;

    /** Time between two sweeps; every time limit above is held to within two of them, and never early. */
    public static final long SWEEP_INTERVAL_MS = 250;

    /** Time after which a full mailbox is tried again, if nothing else wakes the event loop. */
    static final long RETRY_INTERVAL_MS = 1;

    /** Ring messages that one drain takes from each ring before it lets the sockets have a turn. */
    static final int DRAIN_MESSAGES_MAX = 4_096;

    /** Whole frames handed over together, in bytes: at least one frame of the largest kind. */
    public static final int BATCH_BYTES_MAX = 65_536 + 4;

    public EdgeLimits withConnections(int max, int perAddressMax) {
        return new EdgeLimits(
                max,
                perAddressMax,
                helloTimeoutMs,
                frameTimeoutMs,
                idleTimeoutMs,
                frameMax,
                outboundBytesMax,
                slowReaderTimeoutMs,
                lingerMs);
    }

    public EdgeLimits withOutbound(int bytesMax, long timeoutMs) {
        return new EdgeLimits(
                connectionsMax,
                connectionsPerAddressMax,
                helloTimeoutMs,
                frameTimeoutMs,
                idleTimeoutMs,
                frameMax,
                bytesMax,
                timeoutMs,
                lingerMs);
    }
}
