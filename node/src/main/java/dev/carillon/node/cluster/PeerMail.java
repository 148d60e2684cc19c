package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import java.util.function.IntUnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Frames of other nodes as mail: node u64 | kind u32 | partition u32 | frame. */
public final class PeerMail {
    private static final int HEADER = 16;

    private final LoopMailbox[] mailboxes;
    private final IntUnaryOperator loopOf;

    /**
     * @param mailboxes of the node's loops, by number; each must take the longest frame
     * @param loopOf from any partition number, also one of a damaged frame, to a loop
     */
    public PeerMail(LoopMailbox[] mailboxes, IntUnaryOperator loopOf, int frameBytesMax) {
        for (LoopMailbox mailbox : mailboxes) {
            if (mailbox.lengthMax() < frameBytesMax + HEADER) {
                throw new IllegalArgumentException("a mailbox takes " + mailbox.lengthMax()
                        + " bytes at once, less than a frame of " + frameBytesMax + " needs");
            }
        }
        this.mailboxes = mailboxes.clone();
        this.loopOf = loopOf;
    }

    /** Any thread. @return false if the mailbox is full */
    public boolean offer(long nodeId, int kind, int partition, DirectBuffer buffer, int offset, int length) {
        LoopMailbox mailbox = mailboxes[loopOf.applyAsInt(partition)];
        int claim = mailbox.claim(MailKind.PEER, HEADER + length);
        if (claim < 0) {
            return false;
        }
        MutableDirectBuffer b = mailbox.buffer();
        b.putLong(claim, nodeId, BIG_ENDIAN);
        b.putInt(claim + 8, kind, BIG_ENDIAN);
        b.putInt(claim + 12, partition, BIG_ENDIAN);
        b.putBytes(claim + HEADER, buffer, offset, length);
        mailbox.commit(claim);
        return true;
    }

    /** On the loop: mail of the kind {@link MailKind#PEER}, read back. */
    public static void hear(DirectBuffer b, int offset, int length, PeerReceiver receiver) {
        receiver.onFrame(
                b.getLong(offset, BIG_ENDIAN),
                b.getInt(offset + 8, BIG_ENDIAN),
                b.getInt(offset + 12, BIG_ENDIAN),
                b,
                offset + HEADER,
                length - HEADER);
    }
}
