package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The layout of an item on its way to another partition. The package description draws it. */
final class OutboxItem {
    private static final int DETAIL = 1;
    private static final int INSTALL = 2;
    private static final int CSEQ = 10;
    private static final int STAMP = 18;
    private static final int TO = 26;

    private OutboxItem() {}

    static int kind(DirectBuffer b, int item) {
        return b.getByte(item);
    }

    static int detail(DirectBuffer b, int item) {
        return Bytes.getByte(b, item + DETAIL);
    }

    static long install(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + INSTALL);
    }

    static long cseq(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + CSEQ);
    }

    static long stampMs(DirectBuffer b, int item) {
        return Bytes.getLong(b, item + STAMP);
    }

    /** The addressee with its length byte. */
    static int to(int item) {
        return item + TO;
    }

    /** The peer with its length byte. */
    static int peer(DirectBuffer b, int item) {
        return Bytes.skipName(b, item + TO);
    }

    /** Writes everything before the addressee. @return where the addressee with its length byte belongs */
    static int put(MutableDirectBuffer b, int item, int kind, int detail, long install, long cseq, long stampMs) {
        b.putByte(item, (byte) kind);
        b.putByte(item + DETAIL, (byte) detail);
        Bytes.putLong(b, item + INSTALL, install);
        Bytes.putLong(b, item + CSEQ, cseq);
        Bytes.putLong(b, item + STAMP, stampMs);
        return item + TO;
    }
}
