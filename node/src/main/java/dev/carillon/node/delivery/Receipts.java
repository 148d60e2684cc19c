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
 * <i>read</i> when one says so. Both are cumulative, so of several for the same sending device only the last leaves. Read
 * includes delivered: what was read before it was acknowledged is not reported as delivered afterwards.
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
        // What was read early is forgotten with its ack, also where nobody wants to hear of that.
        if (user.newestReceipt > user.delivered || user.unread.size() > 0) {
            List<Mark> early = user.unread.takeAbove(user.delivered);
            if (user.newestReceipt > user.delivered) {
                look(user, user.delivered + 1, seq, mark -> {
                    if (!isAmong(early, mark)) {
                        user.unread.add(mark);
                        keepLast(mark);
                    }
                });
            }
            early.forEach(mark -> {
                if (mark.seq() > seq) {
                    user.unread.add(mark);
                }
            });
            send(user, ReceiptKind.DELIVERED, stampMs);
        }
        user.delivered = seq;
    }

    /** What was read before it was acknowledged, and is given up now, is no longer remembered. */
    void givenUp(UserState user, long seq) {
        if (user.unread.size() > 0) {
            user.unread.takeAbove(user.delivered).forEach(mark -> {
                if (mark.seq() > seq) {
                    user.unread.add(mark);
                }
            });
        }
    }

    private static boolean isAmong(List<Mark> early, Mark mark) {
        for (int i = 0; i < early.size(); i++) {
            if (early.get(i).seq() >= mark.seq() && sameSender(early.get(i), mark)) {
                return true;
            }
        }
        return false;
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
        long readTo = readTo(user, shown);
        for (int i = 0; i < user.unread.size(); ) {
            Mark mark = user.unread.get(i);
            boolean early = mark.seq() > user.delivered;
            if (mark.seq() <= seq && sameSender(mark, shown) && (!early || readTo < seq)) {
                if (!early) {
                    keepLast(mark);
                }
                user.unread.remove(i);
            } else {
                i++;
            }
        }
        if (seq > readTo && user.newestReceipt > user.delivered) {
            look(user, readTo + 1, seq, mark -> {
                if (sameSender(mark, shown)) {
                    keepLast(mark);
                }
            });
            user.unread.add(shown);
        }
        send(user, ReceiptKind.READ, stampMs);
    }

    /** Up to here the sender of {@code mark} has heard of an ack or of reading. */
    private static long readTo(UserState user, Mark mark) {
        long readTo = user.delivered;
        for (int i = 0; i < user.unread.size(); i++) {
            Mark early = user.unread.get(i);
            if (early.seq() > readTo && sameSender(early, mark)) {
                readTo = early.seq();
            }
        }
        return readTo;
    }

    /** Whether a message that no device has acknowledged was read all the same, as far as anybody asked. */
    boolean wasRead(UserState user, long seq, DirectBuffer b, int item) {
        return user.unread.size() > 0 && readTo(user, mark(seq, b, item)) >= seq;
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
