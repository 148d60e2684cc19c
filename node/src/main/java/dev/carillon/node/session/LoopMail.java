package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayWord;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.runtime.MailKind;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a loop's mail: what it says goes to a session, a partition, or the shutdown. Runs on the loop. */
final class LoopMail implements RelayReceiver {
    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final LoopShutdown shutdown;
    private final LoopDoor door;
    private final PeerFrames peers;
    private final @Nullable LoopTunnels tunnels;
    private final RelayBatch relays = new RelayBatch();

    LoopMail(
            LoopSessions sessions,
            PartitionSet partitions,
            LoopDoor door,
            LoopShutdown shutdown,
            LoopReplication replication,
            @Nullable LoopNeighbours neighbours,
            @Nullable LoopTunnels tunnels) {
        this.sessions = sessions;
        this.partitions = partitions;
        this.door = door;
        this.shutdown = shutdown;
        this.tunnels = tunnels;
        this.peers = new PeerFrames(replication, this, neighbours);
    }

    void hear(int kind, DirectBuffer b, int offset, int length) {
        switch (kind) {
            case MailKind.OPEN -> open(b, offset, length);
            case MailKind.FRAMES -> {
                Session session = session(b, offset);
                if (session != null) {
                    session.onFrames(b, offset + Long.BYTES, length - Long.BYTES);
                } else if (tunnels != null) {
                    tunnels.clientFrames(connection(b, offset), b, offset + Long.BYTES, length - Long.BYTES);
                }
            }
            case MailKind.CLOSED -> {
                Session session = session(b, offset);
                if (session != null) {
                    session.over();
                } else if (tunnels != null) {
                    tunnels.clientClosed(connection(b, offset));
                }
            }
            case MailKind.WRITABLE -> {
                Session session = session(b, offset);
                boolean writable = b.getByte(offset + Long.BYTES) == 1;
                if (session != null) {
                    session.onWritable(writable);
                } else if (tunnels != null && writable) {
                    tunnels.clientWritable(connection(b, offset));
                }
            }
            case MailKind.RELAY, MailKind.RELAY_WORD -> LocalRelay.hear(kind, b, offset, length, relays, this);
            case MailKind.PEER -> {
                if (!shutdown.isFinishing()) {
                    PeerMail.hear(b, offset, length, peers);
                }
            }
            case MailKind.COMMAND ->
                shutdown.begin(
                        b.getLong(offset, BIG_ENDIAN), b.getLong(offset + Long.BYTES, BIG_ENDIAN), sessions.nowNs());
            default -> {
                // WAKE
            }
        }
    }

    private @Nullable Session session(DirectBuffer b, int offset) {
        return sessions.table().find(connection(b, offset));
    }

    private static long connection(DirectBuffer b, int offset) {
        return b.getLong(offset, BIG_ENDIAN);
    }

    private void open(DirectBuffer b, int offset, int length) {
        long connection = connection(b, offset);
        byte[] user = new byte[b.getByte(offset + Long.BYTES)];
        b.getBytes(offset + 9, user);
        int hello = offset + 9 + user.length;
        door.open(connection, user, b, hello, offset + length - hello);
    }

    @Override
    public void onRelay(int from, int to, RelayBatch batch) {
        DeliveryPartition partition = partitions.find(to);
        if (partition != null && from >= 0 && from < partitions.count()) {
            partition.onRelay(from, batch);
        }
    }

    @Override
    public void onRelayWord(int from, int to, RelayWord word) {
        DeliveryPartition partition = partitions.find(to);
        if (partition != null && from >= 0 && from < partitions.count()) {
            partition.onRelayWord(from, word, sessions.nowNs());
        }
    }
}
