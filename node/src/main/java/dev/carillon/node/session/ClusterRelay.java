package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayTransport;
import dev.carillon.node.delivery.RelayWord;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Carries between partitions wherever they are led now: on this node, through the loops' mailboxes, or on another one,
 * through its link. Runs on the loop.
 *
 * <pre>
 *   RELAY       from u32 | see {@link RelayBatch#encode}
 *   RELAY_WORD  from u32 | see {@link RelayWord#encode}
 * </pre>
 */
final class ClusterRelay implements RelayTransport {
    private static final int FROM = Integer.BYTES;

    private final int self;
    private final LocalRelay local;
    private final Owners owners;
    private final Peers peers;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(4096);

    ClusterRelay(int self, LocalRelay local, Owners owners, Peers peers) {
        this.self = self;
        this.local = local;
        this.owners = owners;
        this.peers = peers;
    }

    @Override
    public boolean isHere(int partition) {
        return owners.node(partition) == self && local.isHere(partition);
    }

    @Override
    public long way(int to) {
        long leadership = owners.leadership(to);
        int owner = owners.node(to);
        return owner == self || leadership == 0 || peers.connection(owner) != 0 ? leadership : 0;
    }

    /**
     * On a link, less than a whole batch has counts as none: outboxes share it, and those with short items would go on
     * taking what one with a long item waits for.
     */
    @Override
    public long room(int to) {
        int owner = owners.node(to);
        if (owner == self) {
            return local.room(to);
        }
        long room = owner == 0 ? 0 : peers.room(owner) - FROM - RelayBatch.HEADER;
        return room < RelayBatch.ITEMS_BYTES ? 0 : room;
    }

    @Override
    public boolean send(int from, int to, RelayBatch batch) {
        int owner = owners.node(to);
        if (owner == self) {
            return local.send(from, to, batch);
        }
        if (owner == 0) {
            return false;
        }
        frame.putInt(0, from, BIG_ENDIAN);
        batch.encode(frame, FROM);
        return peers.send(owner, FrameKind.RELAY, to, frame, 0, FROM + RelayBatch.HEADER + batch.length());
    }

    @Override
    public boolean say(int from, int to, RelayWord word) {
        int owner = owners.node(to);
        if (owner == self) {
            return local.say(from, to, word);
        }
        if (owner == 0) {
            return false;
        }
        frame.putInt(0, from, BIG_ENDIAN);
        word.encode(frame, FROM);
        return peers.send(owner, FrameKind.RELAY_WORD, to, frame, 0, FROM + RelayWord.LENGTH);
    }

    /**
     * A frame of this class, read back.
     *
     * @param batch to read it into
     * @return false if it is none, or not whole
     */
    static boolean hear(
            int kind, int to, DirectBuffer b, int offset, int length, RelayBatch batch, RelayReceiver receiver) {
        if (kind == FrameKind.RELAY && length >= FROM + RelayBatch.HEADER) {
            batch.decode(b, offset + FROM, length - FROM);
            if (batch.isWhole()) {
                receiver.onRelay(b.getInt(offset, BIG_ENDIAN), to, batch);
                return true;
            }
        }
        if (kind == FrameKind.RELAY_WORD && RelayWord.isWhole(b, offset + FROM, length - FROM)) {
            receiver.onRelayWord(b.getInt(offset, BIG_ENDIAN), to, RelayWord.decode(b, offset + FROM));
            return true;
        }
        return false;
    }
}
