package dev.carillon.node.delivery;

import dev.carillon.node.delivery.UnreadMarks.Mark;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the receipts that a user's devices cause: <i>delivered</i> when the first device has taken a message over,
 * <i>read</i> when one says so. Both are cumulative, so of several for the same sending device only the last leaves.
 */
final class Receipts {
    private final Outboxes outboxes;
    private final List<Mark> last = new ArrayList<>();

    Receipts(Outboxes outboxes) {
        this.outboxes = outboxes;
    }

    /** A device has taken everything up to {@code seq}, which is kept still. */
    void delivered(UserState user, long seq, long stampMs) {
        if (seq <= user.delivered) {
            return;
        }
        if (user.newestReceipt > user.delivered) {
            look(user, user.delivered + 1, seq, mark -> {
                user.unread.add(mark);
                keepLast(mark);
            });
            send(user, ReceiptKind.DELIVERED, stampMs);
        }
        user.delivered = seq;
    }

    private static void look(UserState user, long fromSeq, long toSeq, Consumer<Mark> marks) {
        user.inbox.read(fromSeq, (int) Math.min(Integer.MAX_VALUE, toSeq - fromSeq + 1), (seq, b, item, length) -> {
            if (seq <= toSeq && wantsReceipt(b, item)) {
                marks.accept(mark(seq, b, item));
            }
            return seq <= toSeq;
        });
    }

    /**
     * A device shows the message at {@code seq}, and with it earlier ones of the same sender and install. It may do so
     * before any device has acked, so what is kept in the inbox is looked at too; only an ack makes it "delivered".
     */
    void read(UserState user, long seq, long stampMs) {
        Mark shown = find(user, seq);
        if (shown == null) {
            return;
        }
        for (int i = 0; i < user.unread.size(); ) {
            Mark mark = user.unread.get(i);
            if (mark.seq() <= seq && sameSender(mark, shown)) {
                keepLast(mark);
                user.unread.remove(i);
            } else {
                i++;
            }
        }
        if (seq > user.delivered && user.newestReceipt > user.delivered) {
            look(user, user.delivered + 1, seq, mark -> {
                if (sameSender(mark, shown)) {
                    keepLast(mark);
                }
            });
        }
        send(user, ReceiptKind.READ, stampMs);
    }

    /** The message at {@code seq}, whether or not it wants a receipt, if anything of it is kept. */
    private static @Nullable Mark find(UserState user, long seq) {
        for (int i = 0; i < user.unread.size(); i++) {
            if (user.unread.get(i).seq() == seq) {
                return user.unread.get(i);
            }
        }
        if (seq < user.inbox.first() || user.unread.size() == 0 && user.newestReceipt <= user.delivered) {
            return null;
        }
        @Nullable Mark[] found = new @Nullable Mark[1];
        user.inbox.read(seq, 1, (at, b, item, length) -> {
            found[0] = InboxItem.kind(b, item) == InboxItem.MESSAGE ? mark(at, b, item) : null;
            return true;
        });
        return found[0];
    }

    private static boolean sameSender(Mark a, Mark b) {
        return a.install() == b.install() && Arrays.equals(a.sender(), b.sender());
    }

    /** The message will never be delivered. {@code sender} has no length byte. */
    void failed(byte[] user, byte[] sender, long install, long cseq, FailureReason reason, long stampMs) {
        outboxes.receipt(
                sender,
                user,
                install,
                cseq,
                stampMs,
                InboxItem.receiptDetail(ReceiptKind.FAILED.code(), reason.code()));
    }

    private static boolean wantsReceipt(DirectBuffer b, int item) {
        return InboxItem.kind(b, item) == InboxItem.MESSAGE && InboxItem.receiptWanted(b, item);
    }

    private static Mark mark(long seq, DirectBuffer b, int item) {
        return new Mark(
                seq, InboxItem.install(b, item), InboxItem.cseq(b, item), Bytes.getName(b, InboxItem.peerName(item)));
    }

    private void keepLast(Mark mark) {
        for (int i = 0; i < last.size(); i++) {
            if (sameSender(last.get(i), mark)) {
                last.set(i, mark);
                return;
            }
        }
        last.add(mark);
    }

    private void send(UserState user, ReceiptKind kind, long stampMs) {
        for (Mark mark : last) {
            outboxes.receipt(
                    mark.sender(),
                    user.name,
                    mark.install(),
                    mark.cseq(),
                    stampMs,
                    InboxItem.receiptDetail(kind.code(), 0));
        }
        last.clear();
    }
}
