package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongArrayList;

/**
 * Where an outbox ended when its partition began a new history: numbers above are used again, for other items. Kept as long
 * as the outbox, for nobody knows which history a recipient last heard of. A later fork that lies no higher makes an
 * earlier one needless.
 *
 * <pre>count u16 | (history u64 | last xseq u64)*</pre>
 */
final class RelayForks {
    private static final int COUNT = 2;
    private static final int ENTRY = 2 * Long.BYTES;

    private final LongArrayList histories = new LongArrayList();
    private final LongArrayList lasts = new LongArrayList();

    static RelayForks decode(DirectBuffer b, int at) {
        RelayForks forks = new RelayForks();
        for (int i = 0, from = at + COUNT; i < Bytes.getShort(b, at); i++, from += ENTRY) {
            forks.add(Bytes.getLong(b, from), Bytes.getLong(b, from + 8));
        }
        return forks;
    }

    /** The history began when the outbox ended with this xseq. */
    void add(long history, long last) {
        while (!lasts.isEmpty() && lasts.getLong(lasts.size() - 1) >= last) {
            lasts.removeAt(lasts.size() - 1);
            histories.removeAt(histories.size() - 1);
        }
        histories.addLong(history);
        lasts.addLong(last);
    }

    /** The last xseq that means the same in a history as now; {@link Long#MAX_VALUE} if all do. */
    long lastSince(long history) {
        for (int i = 0; i < histories.size(); i++) {
            if (histories.getLong(i) > history) {
                return lasts.getLong(i);
            }
        }
        return Long.MAX_VALUE;
    }

    boolean isEmpty() {
        return histories.isEmpty();
    }

    int encodedLength() {
        return COUNT + ENTRY * histories.size();
    }

    void encode(MutableDirectBuffer b, int at) {
        Bytes.putShort(b, at, histories.size());
        for (int i = 0, to = at + COUNT; i < histories.size(); i++, to += ENTRY) {
            Bytes.putLong(b, to, histories.getLong(i));
            Bytes.putLong(b, to + 8, lasts.getLong(i));
        }
    }
}
