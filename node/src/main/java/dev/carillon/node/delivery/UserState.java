package dev.carillon.node.delivery;

import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A user: the inbox and the devices. A record that is read when the user is first needed, and dropped from memory when
 * it is clean and nobody is connected. Changed by apply only.
 *
 * <pre>
 * version u8 | number u64 | inbox first u64 | inbox next u64 | bytes in u64 | bytes out u64 | delivered u64
 * | newest that wants a receipt u64 | expired u64 | purged u64 | stamp of the first kept item i64
 * | devices u8 | device* | retired u8 | (install u64)* | unread u8 | (seq u64 | install u64 | cseq u64 | sender name)*
 * </pre>
 */
public final class UserState extends OverlayRecord {
    /** Retired installs that are remembered, the newest. */
    static final int RETIRED_MAX = 32;

    private static final int VERSION = 1;
    private static final int FIXED = 1 + 10 * Long.BYTES;
    private static final DeviceState[] NO_DEVICES = new DeviceState[0];

    private final byte[] key;
    final byte[] name;
    final long hash;
    final long number;
    final OverlayQueue inbox;

    /** Bytes ever put into the inbox, and of what has left it. */
    long bytesIn;

    long bytesOut;

    /** Up to here at least one device has taken over, so delivered receipts are settled. */
    long delivered;

    /** The newest inbox sequence whose sender wants a receipt; spares looking through what is acked. */
    long newestReceipt;

    long expired;
    long purged;

    /** Stamp of the first kept item; spares housekeeping from looking into inboxes. */
    long firstStampMs;

    DeviceState[] devices = NO_DEVICES;
    long[] retired = new long[0];
    final UnreadMarks unread = new UnreadMarks();

    /** Sessions that hold on to this object, connected or about to be; not state. */
    int holders;

    /** Used since the last look of the cache; not state. */
    boolean used;

    private UserState(byte[] key, byte[] name, long hash, long number, OverlayQueue inbox) {
        this.key = key;
        this.name = name;
        this.hash = hash;
        this.number = number;
        this.inbox = inbox;
    }

    static UserState create(PartitionOverlay overlay, byte[] name, long hash, long number) {
        return new UserState(keyOf(name), name, hash, number, overlay.queue(number, 1, 1));
    }

    static byte[] keyOf(byte[] name) {
        byte[] key = new byte[1 + name.length];
        key[0] = 'u';
        System.arraycopy(name, 0, key, 1, name.length);
        return key;
    }

    public byte[] name() {
        return name;
    }

    /** The newest inbox sequence; 0 if there was never one. */
    public long head() {
        return inbox.next() - 1;
    }

    /** The inbox, for reading. */
    public OverlayQueue inbox() {
        return inbox;
    }

    /** Up to here messages went unfetched for too long. */
    public long expired() {
        return expired;
    }

    /** Up to here messages made room for newer ones. */
    public long purged() {
        return purged;
    }

    /** When the first kept item was stored, ms since 1970; 0 if nothing is kept. */
    public long oldestMs() {
        return inbox.first() < inbox.next() ? firstStampMs : 0;
    }

    /** Bytes of what is kept in the inbox. */
    public long keptBytes() {
        return bytesIn - bytesOut;
    }

    /** Every enrolled device. */
    public List<DeviceState> devices() {
        return List.of(devices);
    }

    /** Keeps the object in memory until {@link #release}. */
    public void hold() {
        holders++;
    }

    public void release() {
        holders--;
    }

    public @Nullable DeviceState device(long install) {
        for (DeviceState device : devices) {
            if (device.install == install) {
                return device;
            }
        }
        return null;
    }

    public boolean isRetired(long install) {
        for (long each : retired) {
            if (each == install) {
                return true;
            }
        }
        return false;
    }

    void addDevice(DeviceState device) {
        devices = Arrays.copyOf(devices, devices.length + 1);
        devices[devices.length - 1] = device;
    }

    void retire(long install) {
        DeviceState[] kept = new DeviceState[devices.length - 1];
        int count = 0;
        for (DeviceState device : devices) {
            if (device.install != install) {
                kept[count++] = device;
            }
        }
        devices = kept;
        int drop = retired.length == RETIRED_MAX ? 1 : 0;
        long[] more = Arrays.copyOf(Arrays.copyOfRange(retired, drop, retired.length), retired.length - drop + 1);
        more[more.length - 1] = install;
        retired = more;
    }

    /** The lowest cursor of all devices; -1 if there are none, so that nothing is trimmed. */
    long lowestCursor() {
        long lowest = devices.length == 0 ? -1 : Long.MAX_VALUE;
        for (DeviceState device : devices) {
            lowest = Math.min(lowest, device.cursor);
        }
        return lowest;
    }

    /** Whether the cache may drop this object. */
    boolean isIdle() {
        return !isDirty() && holders == 0 && inbox.isIdle();
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public int encodedLengthMax() {
        int length = FIXED + 3 + retired.length * Long.BYTES + unread.encodedLength();
        for (DeviceState device : devices) {
            length += device.encodedLength();
        }
        return length;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        Bytes.putLong(b, offset + 1, number);
        Bytes.putLong(b, offset + 9, inbox.first());
        Bytes.putLong(b, offset + 17, inbox.next());
        Bytes.putLong(b, offset + 25, bytesIn);
        Bytes.putLong(b, offset + 33, bytesOut);
        Bytes.putLong(b, offset + 41, delivered);
        Bytes.putLong(b, offset + 49, newestReceipt);
        Bytes.putLong(b, offset + 57, expired);
        Bytes.putLong(b, offset + 65, purged);
        Bytes.putLong(b, offset + 73, firstStampMs);
        int at = offset + FIXED;
        b.putByte(at++, (byte) devices.length);
        for (DeviceState device : devices) {
            at = device.encode(b, at);
        }
        b.putByte(at++, (byte) retired.length);
        for (long install : retired) {
            Bytes.putLong(b, at, install);
            at += Long.BYTES;
        }
        return unread.encode(b, at);
    }

    static UserState decode(PartitionOverlay overlay, byte[] name, long hash, byte[] value) {
        UnsafeBuffer b = new UnsafeBuffer(value);
        Versions.check("user", b.getByte(0), VERSION);
        long number = Bytes.getLong(b, 1);
        OverlayQueue inbox = overlay.queue(number, Bytes.getLong(b, 9), Bytes.getLong(b, 17));
        UserState user = new UserState(keyOf(name), name, hash, number, inbox);
        user.bytesIn = Bytes.getLong(b, 25);
        user.bytesOut = Bytes.getLong(b, 33);
        user.delivered = Bytes.getLong(b, 41);
        user.newestReceipt = Bytes.getLong(b, 49);
        user.expired = Bytes.getLong(b, 57);
        user.purged = Bytes.getLong(b, 65);
        user.firstStampMs = Bytes.getLong(b, 73);
        user.unread.decode(b, user.decodeDevices(b, FIXED));
        return user;
    }

    /**
     * The same user without devices: what a backup restores. The inbox stays, as nobody is there to have taken it over, and
     * the devices that there were enrol anew.
     */
    static byte[] withoutDevices(byte[] value) {
        UnsafeBuffer b = new UnsafeBuffer(value);
        Versions.check("user", b.getByte(0), VERSION);
        int end = FIXED + 1;
        for (int left = Bytes.getByte(b, FIXED); left > 0; left--) {
            end += DeviceState.decode(b, end).encodedLength();
        }
        byte[] without = new byte[FIXED + 1 + value.length - end];
        System.arraycopy(value, 0, without, 0, FIXED);
        System.arraycopy(value, end, without, FIXED + 1, value.length - end);
        return without;
    }

    private int decodeDevices(DirectBuffer b, int offset) {
        int at = offset + 1;
        devices = new DeviceState[Bytes.getByte(b, offset)];
        for (int i = 0; i < devices.length; i++) {
            devices[i] = DeviceState.decode(b, at);
            at += devices[i].encodedLength();
        }
        retired = new long[Bytes.getByte(b, at++)];
        for (int i = 0; i < retired.length; i++) {
            retired[i] = Bytes.getLong(b, at);
            at += Long.BYTES;
        }
        return at;
    }
}
