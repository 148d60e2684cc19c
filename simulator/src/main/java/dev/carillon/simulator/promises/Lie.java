package dev.carillon.simulator.promises;

import java.util.Locale;

/** What no node may tell a device, or have, each found out by the check of one promise, so that anyone can see the verdict turn red. */
public enum Lie {
    /** A message that asked for receipts is handed to nobody, and yet reported. */
    UNSEEN_DELIVERED("HonestReceipt"),
    /** A message is reported as read although nobody has said so. */
    UNREAD_READ("HonestReceipt"),
    /** The copy of a send does not come. */
    COPY_LOST("OwnHistory"),
    /** An item of the second device does not come, and nothing is said of it. */
    HOLE("ContiguousInbox"),
    /** A sequence is another message on the second device. */
    OTHER_ITEM("ContiguousInbox"),
    /** A receipt speaks of less than one before it. */
    RECEIPT_BACK("CursorMonotone"),
    /** A receipt speaks of what was not sent yet. */
    RECEIPT_AHEAD("CursorMonotone"),
    /** One replica of a partition has what the others do not have. */
    REPLICA_DIFFERS("ReplicasAgree");

    private final String promise;

    Lie(String promise) {
        this.promise = promise;
    }

    /** The name of the promise that it breaks. */
    public String promise() {
        return promise;
    }

    /** Whether it is told to the check of a device's promise; if not, it has to be brought about in a node. */
    public boolean isTold() {
        return this != REPLICA_DIFFERS;
    }

    /** In the words of options: {@code copy-lost}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
