package dev.carillon.simulator.promises;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.SkipReason;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code ContiguousInbox}, of users with two devices:
 *
 * <ul>
 *   <li>a sequence means the same item on both;
 *   <li>the device that never sends, which is told of every item, is told of each sequence in turn: a message, a copy of what
 *       the other device sent, a receipt, or a skip that says why nothing comes;
 *   <li>in the end it has come as far as a node said that the inbox goes, and the other device has had all that is no copy of
 *       its own.
 * </ul>
 *
 * <p>Nodes do not tell sequences with items: both sides count, so that the library's count alone would show no hole. An item
 * that a node left out shows because the devices count apart from then on, and stay behind the head that WELCOME names;
 * or in a message that comes again after a reconnect. Whether the bytes of a sequence that only one device was told of are
 * what they should be is for {@link OwnCopies} and the ledger to see.
 *
 * <p>Looks at items of the second devices.
 */
final class InboxNumbers implements PromiseCheck {
    private final Traffic traffic;
    private final Findings findings = new Findings();
    private final @Nullable Inbox[] inboxes;
    /** Inboxes whose second device is behind the head that a node named. */
    private int behind;

    /** One user's. */
    private static final class Inbox {
        /** The last sequence of which each device was told. */
        private final long[] last = new long[Device.values().length];

        private final ItemPrints prints = new ItemPrints();
        private long head;
        /** Items that are no copies of one's own, by device. */
        private final long[] others = new long[Device.values().length];
        /** Whether one of the devices was told that something will not come. */
        private boolean skipped;

        private boolean isBehind() {
            return last[Device.QUIET.ordinal()] < head;
        }
    }

    /** @param quiet which users have a second device */
    InboxNumbers(Traffic traffic, IntPredicate quiet) {
        this.traffic = traffic;
        this.inboxes = new Inbox[traffic.users()];
        for (int user = 0; user < inboxes.length; user++) {
            inboxes[user] = quiet.test(user) ? new Inbox() : null;
        }
    }

    @Override
    public void online(int user, Device device, long head) {
        Inbox inbox = inboxes[user];
        if (inbox != null && head > inbox.head) {
            behind -= inbox.isBehind() ? 1 : 0;
            inbox.head = head;
            behind += inbox.isBehind() ? 1 : 0;
        }
    }

    @Override
    public boolean message(int user, Device device, Arrival message) {
        item(user, device, message.seq(), message.seq(), ItemPrints.of(message), "message " + message.id(), true);
        return false;
    }

    @Override
    public void own(int user, Device device, OwnMessage own) {
        item(user, device, own.seq(), own.seq(), ItemPrints.of(own), "copy of " + own.id(), false);
    }

    @Override
    public void receipt(int user, Device device, Receipt receipt) {
        item(user, device, receipt.seq(), receipt.seq(), ItemPrints.of(receipt), receipt.toString(), true);
    }

    @Override
    public void skip(int user, Device device, Skip skip) {
        Inbox inbox = inboxes[user];
        if (inbox != null) {
            inbox.skipped |= skip.reason() != SkipReason.ACKED || device == Device.QUIET;
            item(user, device, skip.fromSeq(), skip.nextSeq() - 1, ItemPrints.NONE, skip.toString(), false);
        }
    }

    private void item(int user, Device device, long from, long to, long print, String what, boolean others) {
        Inbox inbox = inboxes[user];
        if (inbox == null) {
            return;
        }
        boolean quiet = device == Device.QUIET;
        long last = inbox.last[device.ordinal()];
        if (quiet) {
            findings.looked();
        }
        // The device that sends is not told of copies of its own: only back is wrong for it.
        if (from <= last || quiet && from != last + 1) {
            findings.add(() -> at(user, device) + ", " + from + " came after " + last + " (" + what + ")");
        }
        behind -= inbox.isBehind() ? 1 : 0;
        inbox.last[device.ordinal()] = Math.max(last, to);
        behind += inbox.isBehind() ? 1 : 0;
        inbox.others[device.ordinal()] += others ? 1 : 0;
        if (print != ItemPrints.NONE && !inbox.prints.fits(from, print)) {
            findings.add(
                    () -> at(user, device) + ", " + from + " is " + what + ", and something else on the other device");
        }
    }

    private String at(int user, Device device) {
        return "in the inbox of " + traffic.user(user) + ", on " + device;
    }

    @Override
    public void ended(int user, Device device, ConnectionState.Closed end) {
        if (end.code() == ErrorCode.SEQ_AHEAD) {
            findings.add(() -> at(user, device) + ": " + end.reason());
        }
    }

    @Override
    public int owed() {
        return behind;
    }

    @Override
    public Seen conclude(boolean settled) {
        for (int user = 0; settled && user < inboxes.length; user++) {
            Inbox inbox = inboxes[user];
            if (inbox != null) {
                conclude(user, inbox);
            }
        }
        return findings.seen();
    }

    private void conclude(int user, Inbox inbox) {
        if (inbox.isBehind()) {
            findings.add(() -> at(user, Device.QUIET) + ", nothing came after " + inbox.last[Device.QUIET.ordinal()]
                    + ", and a node had said that it goes up to " + inbox.head);
        }
        long quiet = inbox.others[Device.QUIET.ordinal()];
        long writing = inbox.others[Device.WRITING.ordinal()];
        if (!inbox.skipped && quiet != writing) {
            findings.add(() -> at(user, Device.QUIET) + ", " + quiet + " messages and receipts came, on "
                    + Device.WRITING + " " + writing);
        }
    }
}
