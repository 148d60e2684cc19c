package dev.carillon.node.delivery;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One enrolled device of a user: how far it has sent and taken over. Changed by apply only, except for what a connected
 * session leaves here, which is not state.
 *
 * <pre>install u64 | cseq high-water u64 | cursor u64 | said u64 | last own u64 | last seen ms i64
 * | refusals u8 | (cseq u64 | code u8)*</pre>
 */
public final class DeviceState {
    /** Refused sends per device that are remembered, the newest. A device resends at most what it had unacked. */
    static final int REFUSALS_MAX = 64;

    private static final int FIXED = 6 * Long.BYTES + 1;
    private static final int REFUSAL_BYTES = Long.BYTES + 1;

    final long install;
    long cseqHigh;
    long cursor;

    /**
     * What the device itself said it has. Between this and the cursor there are only own copies of this device, which it
     * need not acknowledge, and what was given up for all devices.
     */
    long said;

    /** The newest own copy of this device that was put into the inbox. */
    long lastOwn;

    long lastSeenMs;
    private long[] refusedCseqs = new long[0];
    private byte[] refusedCodes = new byte[0];

    /** Who hears of this device now; not state. */
    @Nullable
    DeviceListener listener;

    /** What the device has said it took over, waiting to join an entry; not state. */
    long cursorAsked;

    /** How much of that is in an entry; not state. */
    long cursorWritten;

    /** Whether it is in the list of those that wait; not state. */
    boolean cursorWaits;

    DeviceState(long install) {
        this.install = install;
    }

    public long install() {
        return install;
    }

    /** The highest cseq that is settled. */
    public long cseqHigh() {
        return cseqHigh;
    }

    /** The inbox sequence up to which the device needs nothing any more. */
    public long cursor() {
        return cursor;
    }

    /** The inbox sequence up to which the device itself said that it has everything. */
    public long said() {
        return said;
    }

    /** The last stamp at which it said something that was stored, ms since 1970. */
    public long lastSeenMs() {
        return lastSeenMs;
    }

    public @Nullable DeviceListener listener() {
        return listener;
    }

    /** From now on {@code listener} hears of this device. */
    public void connect(DeviceListener newest) {
        listener = newest;
    }

    /** {@code former} hears nothing any more, if it still did. */
    public void disconnect(DeviceListener former) {
        if (listener == former) {
            listener = null;
        }
    }

    /** What waited to join an entry, or was in one, may have come to nothing: what the device says now is asked for anew. */
    public void askAnew() {
        cursorAsked = said;
        cursorWritten = said;
    }

    /** The first remembered refusal from {@code cseq} on, or {@link Long#MAX_VALUE}. */
    public long firstRefusal(long cseq) {
        for (long refused : refusedCseqs) {
            if (refused >= cseq) {
                return refused;
            }
        }
        return Long.MAX_VALUE;
    }

    /** The code with which a settled cseq was refused, or 0. */
    int refusal(long cseq) {
        int i = Arrays.binarySearch(refusedCseqs, cseq);
        return i < 0 ? 0 : refusedCodes[i] & 0xFF;
    }

    /** Remembers a refusal; refused sequences rise. */
    void refused(long cseq, int code) {
        int drop = refusedCseqs.length == REFUSALS_MAX ? 1 : 0;
        int kept = refusedCseqs.length - drop;
        refusedCseqs = Arrays.copyOf(Arrays.copyOfRange(refusedCseqs, drop, drop + kept), kept + 1);
        refusedCodes = Arrays.copyOf(Arrays.copyOfRange(refusedCodes, drop, drop + kept), kept + 1);
        refusedCseqs[kept] = cseq;
        refusedCodes[kept] = (byte) code;
    }

    int encodedLength() {
        return FIXED + refusedCseqs.length * REFUSAL_BYTES;
    }

    int encode(MutableDirectBuffer b, int offset) {
        Bytes.putLong(b, offset, install);
        Bytes.putLong(b, offset + 8, cseqHigh);
        Bytes.putLong(b, offset + 16, cursor);
        Bytes.putLong(b, offset + 24, said);
        Bytes.putLong(b, offset + 32, lastOwn);
        Bytes.putLong(b, offset + 40, lastSeenMs);
        b.putByte(offset + 48, (byte) refusedCseqs.length);
        int at = offset + FIXED;
        for (int i = 0; i < refusedCseqs.length; i++) {
            Bytes.putLong(b, at, refusedCseqs[i]);
            b.putByte(at + 8, refusedCodes[i]);
            at += REFUSAL_BYTES;
        }
        return at;
    }

    static DeviceState decode(DirectBuffer b, int offset) {
        DeviceState device = new DeviceState(Bytes.getLong(b, offset));
        device.cseqHigh = Bytes.getLong(b, offset + 8);
        device.cursor = Bytes.getLong(b, offset + 16);
        device.said = Bytes.getLong(b, offset + 24);
        device.lastOwn = Bytes.getLong(b, offset + 32);
        device.lastSeenMs = Bytes.getLong(b, offset + 40);
        device.askAnew();
        int refusals = Bytes.getByte(b, offset + 48);
        device.refusedCseqs = new long[refusals];
        device.refusedCodes = new byte[refusals];
        int at = offset + FIXED;
        for (int i = 0; i < refusals; i++) {
            device.refusedCseqs[i] = Bytes.getLong(b, at);
            device.refusedCodes[i] = b.getByte(at + 8);
            at += REFUSAL_BYTES;
        }
        return device;
    }
}
