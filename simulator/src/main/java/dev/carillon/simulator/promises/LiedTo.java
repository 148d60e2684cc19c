package dev.carillon.simulator.promises;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.MessageId;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A check that is told one {@link Lie}, in the middle of what is true. Confined to the book's lock. */
final class LiedTo implements PromiseCheck {
    /** Which of the events that it can be made of becomes the lie. */
    private static final int TURN = 50;

    private final Lie lie;
    private final PromiseCheck check;
    private int turn;
    /** Until the lie is told, the messages that were handed to a device. */
    private final Set<MessageId> handed = new HashSet<>();

    private @Nullable MessageId hidden;

    LiedTo(Lie lie, PromiseCheck check) {
        this.lie = lie;
        this.check = check;
    }

    /** Whether there was something to make the lie of. */
    boolean isTold() {
        return turn >= TURN;
    }

    /** Whether this event, which the lie can be made of, is the one. */
    private boolean isTurn() {
        return ++turn == TURN;
    }

    @Override
    public boolean message(int user, Device device, Arrival message) {
        boolean quiet = device == Device.QUIET;
        if (lie == Lie.UNSEEN_DELIVERED && message.receiptWanted() && hidden == null) {
            // Of a message that one device has had, the other one's is no lie any more.
            if (handed.add(message.id()) && isTurn()) {
                hidden = message.id();
            }
        }
        if (message.id().equals(hidden) || lie == Lie.HOLE && quiet && isTurn()) {
            return false;
        }
        if (lie == Lie.OTHER_ITEM && quiet && isTurn()) {
            MessageId id = message.id();
            MessageId other = new MessageId(id.sender(), id.install(), id.cseq() + 1);
            return check.message(
                    user, device, new Arrival(message.seq(), other, message.receiptWanted(), message.payload()));
        }
        return check.message(user, device, message);
    }

    @Override
    public void own(int user, Device device, OwnMessage own) {
        if (lie != Lie.COPY_LOST || !isTurn()) {
            check.own(user, device, own);
        }
    }

    @Override
    public void receipt(int user, Device device, Receipt receipt) {
        check.receipt(user, device, receipt);
        if (receipt.kind() != ReceiptKind.DELIVERED) {
            return;
        }
        if (lie == Lie.RECEIPT_BACK && isTurn()) {
            check.receipt(user, device, changed(receipt, receipt.kind(), receipt.cseq() - 1));
        } else if (lie == Lie.RECEIPT_AHEAD && isTurn()) {
            check.receipt(user, device, changed(receipt, receipt.kind(), Integer.MAX_VALUE));
        } else if (lie == Lie.UNREAD_READ && isTurn()) {
            check.receipt(user, device, changed(receipt, ReceiptKind.READ, Integer.MAX_VALUE));
        }
    }

    private static Receipt changed(Receipt receipt, ReceiptKind kind, long cseq) {
        return new Receipt(kind, receipt.peer(), receipt.install(), cseq, receipt.seq(), receipt.reason());
    }

    @Override
    public void online(int user, Device device, long head) {
        check.online(user, device, head);
    }

    @Override
    public void skip(int user, Device device, Skip skip) {
        check.skip(user, device, skip);
    }

    @Override
    public void ended(int user, Device device, ConnectionState.Closed end) {
        check.ended(user, device, end);
    }

    @Override
    public void sent(int row) {
        check.sent(row);
    }

    @Override
    public void acked(int row) {
        check.acked(row);
    }

    @Override
    public void refused(int row) {
        check.refused(row);
    }

    @Override
    public int owed() {
        return check.owed();
    }

    @Override
    public Seen conclude(boolean settled) {
        return check.conclude(settled);
    }
}
