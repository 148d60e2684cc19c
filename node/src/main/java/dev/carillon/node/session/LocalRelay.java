package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayTransport;
import dev.carillon.node.delivery.RelayWord;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Relays between partitions of one node: straight into the next entry on the same loop, through the mailbox to another.
 * One per loop.
 */
final class LocalRelay implements RelayTransport {
    private static final int ADDRESS = 8;

    /** What a call may cost the receiving entry besides its items. */
    private static final int CALL_BYTES = 128;

    private final int loop;
    private final LoopMailbox[] mailboxes;
    private RelayReceiver here = NOBODY;
    private long allowed;

    LocalRelay(int loop, LoopMailbox[] mailboxes) {
        this.loop = loop;
        this.mailboxes = mailboxes;
    }

    void connect(RelayReceiver receiver) {
        here = receiver;
    }

    /** How many bytes of items partitions of this loop may have until the next call: what their entries have room for. */
    void allow(long bytes) {
        allowed = bytes;
    }

    @Override
    public boolean isHere(int partition) {
        return partition % mailboxes.length == loop;
    }

    @Override
    public long way(int to) {
        return 1;
    }

    @Override
    public long room(int to) {
        int target = to % mailboxes.length;
        long room = target == loop ? allowed - CALL_BYTES : mailboxes[target].room() - ADDRESS - RelayBatch.HEADER;
        return Math.max(0, room);
    }

    @Override
    public boolean send(int from, int to, RelayBatch batch) {
        int target = to % mailboxes.length;
        if (target == loop) {
            long cost = CALL_BYTES + batch.length();
            if (cost > allowed) {
                return false;
            }
            allowed -= cost;
            here.onRelay(from, to, batch);
            return true;
        }
        LoopMailbox mailbox = mailboxes[target];
        int claim = mailbox.claim(MailKind.RELAY, ADDRESS + RelayBatch.HEADER + batch.length());
        if (claim < 0) {
            return false;
        }
        address(mailbox.buffer(), claim, from, to);
        batch.encode(mailbox.buffer(), claim + ADDRESS);
        mailbox.commit(claim);
        return true;
    }

    @Override
    public boolean say(int from, int to, RelayWord word) {
        int target = to % mailboxes.length;
        if (target == loop) {
            here.onRelayWord(from, to, word);
            return true;
        }
        LoopMailbox mailbox = mailboxes[target];
        int claim = mailbox.claim(MailKind.RELAY_WORD, ADDRESS + RelayWord.LENGTH);
        if (claim < 0) {
            return false;
        }
        address(mailbox.buffer(), claim, from, to);
        word.encode(mailbox.buffer(), claim + ADDRESS);
        mailbox.commit(claim);
        return true;
    }

    private static void address(MutableDirectBuffer b, int at, int from, int to) {
        b.putInt(at, from, BIG_ENDIAN);
        b.putInt(at + 4, to, BIG_ENDIAN);
    }

    /** Mail of this class, read back. @param batch to read it into */
    static void hear(int kind, DirectBuffer b, int offset, int length, RelayBatch batch, RelayReceiver receiver) {
        int from = b.getInt(offset, BIG_ENDIAN);
        int to = b.getInt(offset + 4, BIG_ENDIAN);
        if (kind == MailKind.RELAY) {
            batch.decode(b, offset + ADDRESS, length - ADDRESS);
            receiver.onRelay(from, to, batch);
        } else {
            receiver.onRelayWord(from, to, RelayWord.decode(b, offset + ADDRESS));
        }
    }

    private static final RelayReceiver NOBODY = new RelayReceiver() {
        @Override
        public void onRelay(int from, int to, RelayBatch batch) {
            throw new IllegalStateException("the loop is not connected yet");
        }

        @Override
        public void onRelayWord(int from, int to, RelayWord word) {
            throw new IllegalStateException("the loop is not connected yet");
        }
    };
}
