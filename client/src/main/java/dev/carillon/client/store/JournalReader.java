package dev.carillon.client.store;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Replays a journal. A file that ends in the middle of a record was cut by a crash, and what was cut had never left
 * (a send is written before it is sent). A file with a broken record <em>followed by intact ones</em>, or whose records contradict
 * one another, was damaged: nothing in it can be trusted to be the newest.
 */
final class JournalReader {
    private final ByteBuffer file;
    private final ArrayDeque<StoredSend> unsettled = new ArrayDeque<>();
    private boolean device;
    private long install;
    private long history;
    private long nextCseq = 1;
    private long cursor;
    private int end;

    JournalReader(ByteBuffer file) {
        this.file = file;
    }

    /** Whether the file is sound; {@link #state} and {@link #end} then tell what it holds and where it ends. */
    boolean read() {
        end = JournalRecord.MAGIC.length;
        ByteBuffer body = JournalRecord.at(file, end);
        while (body != null) {
            if (!apply(body)) {
                return false;
            }
            end += JournalRecord.sizeOf(body);
            body = JournalRecord.at(file, end);
        }
        return device && !intactRecordAfter(end);
    }

    DeviceState state() {
        return new DeviceState(install, history, nextCseq, cursor, new ArrayList<>(unsettled), false);
    }

    /** Where the last intact record ends. */
    int end() {
        return end;
    }

    private boolean apply(ByteBuffer body) {
        if (body.get(0) == JournalRecord.DEVICE) {
            boolean first = !device;
            device = true;
            install = body.getLong(1);
            nextCseq = body.getLong(9);
            cursor = body.getLong(17);
            return first;
        }
        return device
                && switch (body.get(0)) {
                    case JournalRecord.SEND -> append(JournalRecord.readSend(body));
                    case JournalRecord.SETTLED -> settle(body.getLong(1));
                    case JournalRecord.HISTORY -> name(body.getLong(1));
                    default -> advance(body.getLong(1));
                };
    }

    private boolean name(long number) {
        boolean first = history == 0 && number > 0;
        history = number;
        return first;
    }

    private boolean append(StoredSend send) {
        boolean next = send.cseq() == nextCseq;
        unsettled.addLast(send);
        nextCseq = send.cseq() + 1;
        return next;
    }

    private boolean settle(long cseq) {
        while (!unsettled.isEmpty() && unsettled.peekFirst().cseq() <= cseq) {
            unsettled.removeFirst();
        }
        return cseq < nextCseq;
    }

    private boolean advance(long seq) {
        boolean forward = seq >= cursor;
        cursor = seq;
        return forward;
    }

    private boolean intactRecordAfter(int offset) {
        for (int at = offset + 1; at < file.limit(); at++) {
            if (JournalRecord.at(file, at) != null) {
                return true;
            }
        }
        return false;
    }
}
