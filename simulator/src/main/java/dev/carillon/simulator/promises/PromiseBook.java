package dev.carillon.simulator.promises;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.DeviceEvents;
import dev.carillon.simulator.users.SentRows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands what is sent, and what devices are told, to the check of each promise, and knows what is still to come. Any thread;
 * one lock, held for one event.
 */
public final class PromiseBook implements DeviceEvents {
    private final IntPredicate read;
    private final Traffic traffic;
    private final Sends sends;
    private final HonestReceipts receipts;
    private final OwnCopies copies;
    private final InboxNumbers inboxes;
    private final Map<String, PromiseCheck> checks = new LinkedHashMap<>();
    private @Nullable LiedTo liedTo;
    private long readReceipts;

    /**
     * @param rows finds a row by its sender's cseq
     * @param payload of a row, as it is sent
     * @param habits which users have a second device, which rows ask for receipts, which are read
     * @param lie told to the check that must find it out; null for none, as for one that is not to be {@link Lie#isTold}
     */
    public PromiseBook(Traffic traffic, SentRows rows, IntFunction<byte[]> payload, Habits habits, @Nullable Lie lie) {
        this.traffic = traffic;
        this.read = habits.read();
        this.sends = new Sends(traffic, rows);
        this.receipts = new HonestReceipts(traffic, sends, habits.receipt());
        this.copies = new OwnCopies(traffic, sends, habits.quiet(), payload);
        this.inboxes = new InboxNumbers(traffic, habits.quiet());
        checks.put("ContiguousInbox", inboxes);
        checks.put("CursorMonotone", new ReceiptCursors(traffic, sends));
        checks.put("HonestReceipt", receipts);
        checks.put("OwnHistory", copies);
        checks.put("CatchesUp", new StayingOn(traffic));
        if (lie != null && lie.isTold()) {
            PromiseCheck check = Objects.requireNonNull(checks.get(lie.promise()));
            liedTo = new LiedTo(lie, check);
            checks.put(lie.promise(), liedTo);
        }
    }

    /** The row is about to be handed to its sender's writing device. */
    public synchronized void sent(int row) {
        sends.sent(row);
        each(check -> check.sent(row));
    }

    public synchronized void acked(int row) {
        each(check -> check.acked(row));
    }

    /** The node will have nothing of it. */
    public synchronized void refused(int row) {
        each(check -> check.refused(row));
    }

    private void each(Consumer<PromiseCheck> what) {
        checks.values().forEach(what);
    }

    @Override
    public synchronized void online(int user, Device device, long head) {
        each(check -> check.online(user, device, head));
    }

    @Override
    public synchronized boolean message(int user, Device device, Arrival message) {
        each(check -> check.message(user, device, message));
        int sender = sends.user(message.id().sender());
        int row = sender < 0 ? -1 : sends.row(sender, message.id().cseq(), traffic.user(user));
        boolean reads = device == Device.QUIET && row >= 0 && read.test(row);
        if (reads) {
            receipts.reads(user, message);
        }
        return reads;
    }

    @Override
    public synchronized void own(int user, Device device, OwnMessage own) {
        each(check -> check.own(user, device, own));
    }

    @Override
    public synchronized void receipt(int user, Device device, Receipt receipt) {
        readReceipts += receipt.kind() == ReceiptKind.READ ? 1 : 0;
        each(check -> check.receipt(user, device, receipt));
    }

    @Override
    public synchronized void skip(int user, Device device, Skip skip) {
        each(check -> check.skip(user, device, skip));
    }

    @Override
    public synchronized void ended(int user, Device device, ConnectionState.Closed end) {
        each(check -> check.ended(user, device, end));
    }

    /** Whether a lie was to be told, and there was nothing to make it of. */
    public synchronized boolean isLieUntold() {
        return liedTo != null && !liedTo.isTold();
    }

    /** Receipts for read that devices have heard. */
    public synchronized long readReceipts() {
        return readReceipts;
    }

    /** What is still to come. */
    public synchronized Owed owed() {
        return new Owed(receipts.owed(), copies.owed(), inboxes.owed());
    }

    /**
     * What was seen of each promise, by its name. To be asked for once, at the end.
     *
     * @param settled whether all that was to come had time to come
     */
    public synchronized Map<String, Seen> conclude(boolean settled) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        checks.forEach((promise, check) -> seen.put(promise, check.conclude(settled)));
        return seen;
    }

    /**
     * What is still to come.
     *
     * @param receipts that senders asked for, and have not heard
     * @param copies of acked sends, for second devices
     * @param inboxes whose second device has not come to the head that a node named
     */
    public record Owed(int receipts, int copies, int inboxes) {
        public boolean isNothing() {
            return receipts == 0 && copies == 0 && inboxes == 0;
        }

        @Override
        public String toString() {
            return receipts + " receipts, " + copies + " copies of own messages, and the end of " + inboxes
                    + " inboxes";
        }
    }
}
