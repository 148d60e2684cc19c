package dev.carillon.client;

import dev.carillon.protocol.FrameEncoder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * READ marks on their way: one per sending device, because a mark speaks of everything before it too. READ has no answer of
 * its own, so marks are kept until a PONG shows that the node read past them, and repeated on the next connection.
 */
final class ReadMarks {
    private static final int SENDERS_MAX = 1_024;

    private record Sender(String user, long install) {}

    private final LinkedHashMap<Sender, Long> due = new LinkedHashMap<>(0);
    private final LinkedHashMap<Sender, Long> written = new LinkedHashMap<>(0);

    /** Beyond a thousand senders, the oldest mark is given up. */
    void mark(String user, long install, long seq) {
        due.merge(new Sender(user, install), seq, Math::max);
        if (due.size() > SENDERS_MAX) {
            due.remove(due.keySet().iterator().next());
        }
    }

    boolean unconfirmed() {
        return !written.isEmpty();
    }

    void confirmed() {
        written.clear();
    }

    void newConnection() {
        written.forEach((sender, seq) -> due.merge(sender, seq, Math::max));
        written.clear();
    }

    /** @param position a mark beyond it must wait, until this connection has been there */
    void write(FrameOut out, long position) {
        Iterator<Map.Entry<Sender, Long>> marks = due.entrySet().iterator();
        while (marks.hasNext()) {
            Map.Entry<Sender, Long> mark = marks.next();
            if (mark.getValue() <= position) {
                int at = out.reserve(0);
                out.end(FrameEncoder.read(out.buffer(), at, mark.getValue()));
                written.merge(mark.getKey(), mark.getValue(), Math::max);
                marks.remove();
            }
        }
    }
}
