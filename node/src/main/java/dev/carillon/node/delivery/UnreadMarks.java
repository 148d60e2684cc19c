package dev.carillon.node.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Messages that are delivered but unread and whose senders want to know when they are read: enough of each to say so. By
 * rising inbox sequence. Beyond {@link #MAX} the oldest is forgotten and stays "delivered" for its sender, unless a newer
 * one of the same sender is read, which speaks for it too.
 *
 * <p>Behind them, above {@link UserState#delivered}, are those that were read before any device acknowledged them: up to
 * there the sender has heard of more than "delivered".
 */
final class UnreadMarks {
    static final int MAX = 128;

    private static final Mark[] NONE = new Mark[0];

    private Mark[] marks = NONE;
    private int size;

    record Mark(long seq, long install, long cseq, byte[] sender) {}

    void add(Mark mark) {
        if (size == MAX) {
            System.arraycopy(marks, 1, marks, 0, --size);
        } else if (size == marks.length) {
            marks = Arrays.copyOf(marks, Math.max(4, size * 2));
        }
        marks[size++] = mark;
    }

    int size() {
        return size;
    }

    Mark get(int i) {
        return marks[i];
    }

    void remove(int i) {
        System.arraycopy(marks, i + 1, marks, i, --size - i);
        if (size == 0) {
            marks = NONE;
        }
    }

    /** Takes out those above {@code seq}. */
    List<Mark> takeAbove(long seq) {
        List<Mark> above = new ArrayList<>(0);
        for (int i = 0; i < size; ) {
            if (marks[i].seq > seq) {
                above.add(marks[i]);
                remove(i);
            } else {
                i++;
            }
        }
        return above;
    }

    int encodedLength() {
        int length = 0;
        for (int i = 0; i < size; i++) {
            length += 3 * Long.BYTES + 1 + marks[i].sender.length;
        }
        return length;
    }

    int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) size);
        int at = offset + 1;
        for (int i = 0; i < size; i++) {
            Bytes.putLong(b, at, marks[i].seq);
            Bytes.putLong(b, at + 8, marks[i].install);
            Bytes.putLong(b, at + 16, marks[i].cseq);
            at = Bytes.putName(b, at + 24, marks[i].sender);
        }
        return at;
    }

    void decode(DirectBuffer b, int offset) {
        size = Bytes.getByte(b, offset);
        marks = new Mark[size];
        int at = offset + 1;
        for (int i = 0; i < size; i++) {
            marks[i] = new Mark(
                    Bytes.getLong(b, at),
                    Bytes.getLong(b, at + 8),
                    Bytes.getLong(b, at + 16),
                    Bytes.getName(b, at + 24));
            at = Bytes.skipName(b, at + 24);
        }
    }
}
