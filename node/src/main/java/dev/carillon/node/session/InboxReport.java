package dev.carillon.node.session;

import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a user's inbox keeps, in order, without any payload.
 *
 * @param here whether this node leads the user's partition; if not, nothing else is known
 * @param known whether there is such a user
 * @param next the inbox sequence to go on with; 0 if that was all
 */
public record InboxReport(boolean here, boolean known, List<Item> items, long next) {
    static final InboxReport ELSEWHERE = new InboxReport(false, false, List.of(), 0);
    static final InboxReport UNKNOWN = new InboxReport(true, false, List.of(), 0);

    /**
     * One item.
     *
     * @param receipt what a receipt says; null for what is none
     * @param reason of a receipt that says FAILED
     * @param peer user ID of the sender, of an own copy's recipient, or of who says a receipt
     * @param install of the device that sent the message
     * @param stampMs when the sender's node stored it, ms since 1970
     */
    public record Item(
            long seq,
            Kind kind,
            boolean receiptWanted,
            @Nullable ReceiptKind receipt,
            @Nullable FailureReason reason,
            String peer,
            long install,
            long cseq,
            long stampMs,
            int payloadBytes) {}

    /** What an item is. */
    public enum Kind {
        MESSAGE,
        OWN_COPY,
        RECEIPT
    }
}
