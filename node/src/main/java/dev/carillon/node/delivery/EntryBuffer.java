package dev.carillon.node.delivery;

import dev.carillon.node.cluster.Format;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * An entry being written: the operations that a partition's leader decided during a pass, in order. Payloads are copied
 * here once. Also keeps, in the order of their operations, who waits for the results of RESUMEs.
 *
 * <p>Since format {@link Format#FOLLOWING_SENDS} a send right behind another one of the same device to the same user, with
 * the next cseq, is an ACCEPT_NEXT, which says neither again: devices that have many sends under way send them in rows.
 */
final class EntryBuffer {
    static final int HEADER = 1 + Long.BYTES;

    private static final byte[] NOBODY = {};

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private final ArrayDeque<ResumeListener> resumes = new ArrayDeque<>();
    private int length = HEADER;
    private int format = Format.FIRST;

    // The last send, while nothing comes behind it.
    private int acceptEnd;
    private byte[] acceptUser = NOBODY;
    private byte[] acceptTo = NOBODY;
    private long acceptInstall;
    private long acceptCseq;

    DirectBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == HEADER;
    }

    int capacity() {
        return buffer.capacity();
    }

    ArrayDeque<ResumeListener> resumes() {
        return resumes;
    }

    /** Of what follows; before the first operation. */
    void format(int written) {
        format = written;
    }

    void clear() {
        length = HEADER;
        acceptEnd = 0;
        acceptUser = NOBODY;
        acceptTo = NOBODY;
        resumes.clear();
    }

    /** The last thing before the entry is proposed. */
    void stamp(long stampMs) {
        buffer.putByte(0, (byte) format);
        Bytes.putLong(buffer, 1, stampMs);
    }

    void resume(byte[] user, long install, boolean enrol, long lastSeq, ResumeListener listener) {
        int at = device(OpType.RESUME, user, install);
        buffer.putByte(at, (byte) (enrol ? 1 : 0));
        Bytes.putLong(buffer, at + 1, lastSeq);
        length = at + 1 + Long.BYTES;
        resumes.add(listener);
    }

    void accept(
            byte[] user,
            long install,
            long cseq,
            boolean receipt,
            int toPartition,
            byte[] to,
            DirectBuffer source,
            int payload,
            int payloadLength) {
        if (follows(user, install, cseq, to)) {
            acceptNext(receipt, source, payload, payloadLength);
            return;
        }
        int at = device(OpType.ACCEPT, user, install);
        buffer.checkLimit(at + Long.BYTES + 1 + Integer.BYTES + 1 + to.length + Short.BYTES + payloadLength);
        Bytes.putLong(buffer, at, cseq);
        buffer.putByte(at + 8, (byte) (receipt ? 1 : 0));
        Bytes.putInt(buffer, at + 9, toPartition);
        at = Bytes.putName(buffer, at + 13, to);
        Bytes.putShort(buffer, at, payloadLength);
        buffer.putBytes(at + 2, source, payload, payloadLength);
        length = at + 2 + payloadLength;
        acceptEnd = length;
        acceptUser = user;
        acceptTo = to;
        acceptInstall = install;
        acceptCseq = cseq;
    }

    private boolean follows(byte[] user, long install, long cseq, byte[] to) {
        return format >= Format.FOLLOWING_SENDS
                && acceptEnd == length
                && acceptInstall == install
                && acceptCseq + 1 == cseq
                && Arrays.equals(acceptUser, user)
                && Arrays.equals(acceptTo, to);
    }

    private void acceptNext(boolean receipt, DirectBuffer source, int payload, int payloadLength) {
        int at = length;
        buffer.checkLimit(at + 2 + Short.BYTES + payloadLength);
        buffer.putByte(at, (byte) OpType.ACCEPT_NEXT);
        buffer.putByte(at + 1, (byte) (receipt ? 1 : 0));
        Bytes.putShort(buffer, at + 2, payloadLength);
        buffer.putBytes(at + 4, source, payload, payloadLength);
        length = at + 4 + payloadLength;
        acceptEnd = length;
        acceptCseq++;
    }

    void refuse(byte[] user, long install, long cseq, int code) {
        int at = device(OpType.REFUSE, user, install);
        Bytes.putLong(buffer, at, cseq);
        buffer.putByte(at + 8, (byte) code);
        length = at + 9;
    }

    void relayIn(int from, long firstXseq, int count, DirectBuffer items, int offset, int itemsLength) {
        int at = length;
        buffer.putByte(at, (byte) OpType.RELAY_IN);
        Bytes.putInt(buffer, at + 1, from);
        Bytes.putLong(buffer, at + 5, firstXseq);
        Bytes.putInt(buffer, at + 13, count);
        Bytes.putInt(buffer, at + 17, itemsLength);
        buffer.putBytes(at + 21, items, offset, itemsLength);
        length = at + 21 + itemsLength;
    }

    void ack(byte[] user, long install, long seq) {
        deviceSeq(OpType.ACK, user, install, seq);
    }

    void read(byte[] user, long install, long seq) {
        deviceSeq(OpType.READ, user, install, seq);
    }

    void retire(byte[] user, long install) {
        length = device(OpType.RETIRE, user, install);
    }

    void expire(byte[] user, long toSeq) {
        int at = length;
        buffer.putByte(at, (byte) OpType.EXPIRE);
        at = Bytes.putName(buffer, at + 1, user);
        Bytes.putLong(buffer, at, toSeq);
        length = at + Long.BYTES;
    }

    void outboxTrim(int to, long xseq) {
        int at = length;
        buffer.putByte(at, (byte) OpType.OUTBOX_TRIM);
        Bytes.putInt(buffer, at + 1, to);
        Bytes.putLong(buffer, at + 5, xseq);
        length = at + 13;
    }

    void limits(InboxLimits limits) {
        int at = length;
        buffer.putByte(at, (byte) OpType.LIMITS);
        limits.encode(buffer, at + 1);
        length = at + 1 + InboxLimits.LENGTH;
    }

    void pin(long id, long forMs) {
        int at = length;
        buffer.putByte(at, (byte) OpType.PIN);
        Bytes.putLong(buffer, at + 1, id);
        Bytes.putLong(buffer, at + 9, forMs);
        length = at + 17;
    }

    void seal(int attempt, boolean abort) {
        int at = length;
        buffer.putByte(at, (byte) (abort ? OpType.ABORT : OpType.SEAL));
        Bytes.putInt(buffer, at + 1, attempt);
        length = at + 1 + Integer.BYTES;
    }

    /** Ends a generation that has lost its majority. */
    void fork(int attempt) {
        int at = length;
        buffer.putByte(at, (byte) OpType.FORK);
        Bytes.putInt(buffer, at + 1, attempt);
        length = at + 1 + Integer.BYTES;
    }

    void relayFork(int from, long history, long known, long lastXseq) {
        int at = length;
        buffer.putByte(at, (byte) OpType.RELAY_FORK);
        Bytes.putInt(buffer, at + 1, from);
        Bytes.putLong(buffer, at + 5, history);
        Bytes.putLong(buffer, at + 13, known);
        Bytes.putLong(buffer, at + 21, lastXseq);
        length = at + 29;
    }

    void relayLost(int from, long keptXseq) {
        int at = length;
        buffer.putByte(at, (byte) OpType.RELAY_LOST);
        Bytes.putInt(buffer, at + 1, from);
        Bytes.putLong(buffer, at + 5, keptXseq);
        length = at + 13;
    }

    void outboxHistory(int to, long history) {
        int at = length;
        buffer.putByte(at, (byte) OpType.OUTBOX_HISTORY);
        Bytes.putInt(buffer, at + 1, to);
        Bytes.putLong(buffer, at + 5, history);
        length = at + 13;
    }

    private void deviceSeq(int type, byte[] user, long install, long seq) {
        int at = device(type, user, install);
        Bytes.putLong(buffer, at, seq);
        length = at + Long.BYTES;
    }

    private int device(int type, byte[] user, long install) {
        int at = length;
        buffer.putByte(at, (byte) type);
        at = Bytes.putName(buffer, at + 1, user);
        Bytes.putLong(buffer, at, install);
        return at + Long.BYTES;
    }
}
