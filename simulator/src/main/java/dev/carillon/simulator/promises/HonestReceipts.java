package dev.carillon.simulator.promises;

import dev.carillon.client.Receipt;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * {@code HonestReceipt}, as far as it shows from outside: when a receipt comes, every send that it speaks of and that asked
 * for receipts has been handed to a device of the recipient, and for <i>read</i> a device has been told to say so.
 *
 * <p>That is necessary, not sufficient. The promise is that the device <i>acknowledged</i>, and an acknowledgement is between
 * client library and node: a node that reports a message as delivered when it is handed over, a moment before the ack,
 * is not found out here.
 *
 * <p>Looks at receipts. What is {@link #owed} are receipts: every send that asked for them gets one in the end.
 */
final class HonestReceipts implements PromiseCheck {
    private final Traffic traffic;
    private final Sends sends;
    private final IntPredicate wanted;
    private final Findings findings = new Findings();
    private final BitSet handed = new BitSet();
    /** Sends without a receipt, of each pair of users, in the order of their cseqs. */
    private final Map<Integer, ArrayDeque<Integer>> waiting = new HashMap<>();

    /** Of each pair, the newest send that the recipient has read on a device. */
    private final int[] read;

    private int owed;

    /** @param wanted which rows are sent with a wish for receipts */
    HonestReceipts(Traffic traffic, Sends sends, IntPredicate wanted) {
        this.traffic = traffic;
        this.sends = sends;
        this.wanted = wanted;
        this.read = new int[traffic.pairs()];
    }

    @Override
    public void sent(int row) {
        // A message to oneself causes no receipts.
        if (wanted.test(row) && traffic.from(row) != traffic.to(row)) {
            waiting.computeIfAbsent(traffic.pair(row), pair -> new ArrayDeque<>())
                    .add(row);
            owed++;
        }
    }

    @Override
    public void refused(int row) {
        ArrayDeque<Integer> rows = waiting.get(traffic.pair(row));
        if (rows != null && rows.remove(row)) {
            owed--;
        }
    }

    @Override
    public boolean message(int user, Device device, Arrival message) {
        int row = row(user, message);
        if (row >= 0) {
            handed.set(row);
        }
        return false;
    }

    private int row(int user, Arrival message) {
        int sender = sends.user(message.id().sender());
        return sender < 0 ? -1 : sends.row(sender, message.id().cseq(), traffic.user(user));
    }

    /** The device is about to say that its user has read the message, and so all before it of the same sender. */
    void reads(int user, Arrival message) {
        int row = row(user, message);
        if (row >= 0) {
            read[traffic.pair(row)] = Math.max(read[traffic.pair(row)], sends.cseq(row));
        }
    }

    @Override
    public void receipt(int user, Device device, Receipt receipt) {
        findings.looked();
        if (receipt.kind() == ReceiptKind.FAILED) {
            int row = sends.row(user, receipt.cseq(), receipt.peer());
            if (row >= 0) {
                refused(row);
            }
            return;
        }
        int pair = sends.pair(user, receipt.peer());
        if (pair < 0) {
            findings.add(() -> traffic.user(user) + " was told " + words(receipt) + ", to whom nothing is ever sent");
            return;
        }
        if (receipt.kind() == ReceiptKind.READ && receipt.cseq() > read[pair]) {
            findings.add(() -> traffic.user(user) + " was told " + words(receipt) + ", who has read up to " + read[pair]
                    + " only");
        }
        ArrayDeque<Integer> rows = waiting.getOrDefault(pair, new ArrayDeque<>());
        while (!rows.isEmpty() && sends.cseq(rows.getFirst()) <= receipt.cseq()) {
            int row = rows.removeFirst();
            owed--;
            if (!handed.get(row)) {
                findings.add(() -> sends.name(row) + ": its sender was told " + words(receipt)
                        + ", and no device had been handed it");
            }
        }
    }

    private static String words(Receipt receipt) {
        return receipt.kind() + " up to " + receipt.cseq() + " by " + receipt.peer();
    }

    @Override
    public int owed() {
        return owed;
    }

    @Override
    public Seen conclude(boolean settled) {
        return findings.seen();
    }
}
