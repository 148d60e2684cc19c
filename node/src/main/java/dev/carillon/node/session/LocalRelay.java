package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayTransport;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Relays between partitions of one node: straight into the next entry on the same loop, through the mailbox to another.
 * One per loop.
 */
final class LocalRelay implements RelayTransport {
    private static final int RELAY_HEADER = 20;

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
    public boolean send(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        int target = to % mailboxes.length;
        if (target == loop) {
            long cost = CALL_BYTES + length;
            if (cost > allowed) {
                return false;
            }
            allowed -= cost;
            here.onRelay(from, to, firstXseq, count, items, offset, length);
            return true;
        }
        LoopMailbox mailbox = mailboxes[target];
        int claim = mailbox.claim(MailKind.RELAY, RELAY_HEADER + length);
        if (claim < 0) {
            return false;
        }
        MutableDirectBuffer b = mailbox.buffer();
        b.putInt(claim, from, BIG_ENDIAN);
        b.putInt(claim + 4, to, BIG_ENDIAN);
        b.putLong(claim + 8, firstXseq, BIG_ENDIAN);
        b.putInt(claim + 16, count, BIG_ENDIAN);
        b.putBytes(claim + RELAY_HEADER, items, offset, length);
        mailbox.commit(claim);
        return true;
    }

    @Override
    public boolean answer(int from, int to, long xseq, boolean resend) {
        int target = to % mailboxes.length;
        if (target == loop) {
            here.onRelayAnswer(from, to, xseq, resend);
            return true;
        }
        LoopMailbox mailbox = mailboxes[target];
        int claim = mailbox.claim(MailKind.RELAY_ACK, RELAY_HEADER);
        if (claim < 0) {
            return false;
        }
        MutableDirectBuffer b = mailbox.buffer();
        b.putInt(claim, from, BIG_ENDIAN);
        b.putInt(claim + 4, to, BIG_ENDIAN);
        b.putLong(claim + 8, xseq, BIG_ENDIAN);
        b.putInt(claim + 16, resend ? 1 : 0, BIG_ENDIAN);
        mailbox.commit(claim);
        return true;
    }

    /** Mail of this class, read back. */
    static void hear(int kind, DirectBuffer b, int offset, int length, RelayReceiver receiver) {
        int from = b.getInt(offset, BIG_ENDIAN);
        int to = b.getInt(offset + 4, BIG_ENDIAN);
        long xseq = b.getLong(offset + 8, BIG_ENDIAN);
        int last = b.getInt(offset + 16, BIG_ENDIAN);
        if (kind == MailKind.RELAY) {
            receiver.onRelay(from, to, xseq, last, b, offset + RELAY_HEADER, length - RELAY_HEADER);
        } else {
            receiver.onRelayAnswer(from, to, xseq, last == 1);
        }
    }

    private static final RelayReceiver NOBODY = new RelayReceiver() {
        @Override
        public void onRelay(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length) {
            throw new IllegalStateException("the loop is not connected yet");
        }

        @Override
        public void onRelayAnswer(int from, int to, long xseq, boolean resend) {
            throw new IllegalStateException("the loop is not connected yet");
        }
    };
}
