package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The layout of an item in a user's inbox, read in place. The package description draws it.
 */
public final class InboxItem {
    public static final int MESSAGE = 1;
    public static final int OWN = 2;
    public static final int RECEIPT = 3;

    /** In the detail of a message or an own copy. */
    public static final int RECEIPT_WANTED = 1;

    private static final int DETAIL = 1;
    private static final int BYTES_BEFORE = 2;
    private static final int INSTALL = 10;
    private static final int CSEQ = 18;
    private static final int STAMP = 26;
    private static final int PEER = 34;

    private InboxItem() {}

    public static int kind(DirectBuffer b, int item) {
        return b.getByte(item);
    }

    public static int detail(DirectBuffer b, int item) {
        return Bytes.getByte(b, item + DETAIL);
    }

    public static boolean receiptWanted(DirectBuffer b, int item) {
        return detail(b, item) == RECEIPT_WANTED;
    }

    static long bytesBefore(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + BYTES_BEFORE);
    }

    public static long install(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + INSTALL);
    }

    public static long cseq(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + CSEQ);
    }

    /** When the sender's node stored it, ms since 1970. */
    public static long stampMs(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + STAMP);
    }

    /** Where the peer's user ID begins. */
    public static int peer(int item) {
        return item + PEER + 1;
    }

    public static int peerLength(DirectBuffer b, int item) {
        return Bytes.getByte(b, item + PEER);
    }

    /** Where the payload begins; it goes on to the end of the item. */
    public static int payload(DirectBuffer b, int item) {
        return Bytes.skipName(b, item + PEER);
    }

    /** The peer with its length byte. */
    static int peerName(int item) {
        return item + PEER;
    }

    /** Writes everything before the peer. @return where the peer with its length byte belongs */
    static int put(
            MutableDirectBuffer b,
            int item,
            int kind,
            int detail,
            long bytesBefore,
            long install,
            long cseq,
            long stampMs) {
        b.putByte(item, (byte) kind);
        b.putByte(item + DETAIL, (byte) detail);
        Bytes.putLong(b, item + BYTES_BEFORE, bytesBefore);
        Bytes.putLong(b, item + INSTALL, install);
        Bytes.putLong(b, item + CSEQ, cseq);
        Bytes.putLong(b, item + STAMP, stampMs);
        return item + PEER;
    }

    /** The detail of a receipt. @param reason 0 if it has none */
    static int receiptDetail(int kind, int reason) {
        return kind << 4 | reason;
    }

    public static int receiptKind(int detail) {
        return detail >> 4;
    }

    /** 0 if the receipt has none. */
    public static int receiptReason(int detail) {
        return detail & 15;
    }
}
