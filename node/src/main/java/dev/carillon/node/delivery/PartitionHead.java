package dev.carillon.node.delivery;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a partition has once: the last stamp, the next user number, the limits that apply, where generations end, the pin of
 * a backup, and the history that its sequences count in.
 */
final class PartitionHead extends OverlayRecord {
    static final byte[] KEY = {'p'};
    /** Of before partitions moved: without a seal. */
    private static final int VERSION_UNSEALED = 1;

    /** Of before the history at the seal was kept. */
    private static final int VERSION_2 = 2;

    /** Of before backups. */
    private static final int VERSION_3 = 3;

    private static final int VERSION = 4;
    private static final int SEAL = 17 + InboxLimits.LENGTH;
    private static final int PIN = SEAL + GenerationSeal.LENGTH;
    private static final int HISTORY = PIN + OutboxPin.LENGTH;

    long lastStampMs;
    long nextUser = 1;
    InboxLimits limits = InboxLimits.NONE;
    GenerationSeal seal = new GenerationSeal();
    OutboxPin pin = OutboxPin.NONE;

    /** From 1; one more with every restore from a backup, and with every recovery from a survivor. */
    long history = 1;

    static PartitionHead load(PartitionOverlay overlay) {
        PartitionHead head = new PartitionHead();
        byte[] value = overlay.load(KEY);
        if (value != null) {
            head.decode(value);
        }
        return head;
    }

    /** @throws dev.carillon.storage.NewerFormatException if a newer version wrote it */
    void decode(byte[] value) {
        UnsafeBuffer b = new UnsafeBuffer(value);
        Versions.check("partition", b.getByte(0), VERSION);
        lastStampMs = Bytes.getLong(b, 1);
        nextUser = Bytes.getLong(b, 9);
        limits = InboxLimits.decode(b, 17);
        if (b.getByte(0) > VERSION_UNSEALED) {
            int length = b.getByte(0) == VERSION_2 ? GenerationSeal.LENGTH_1 : GenerationSeal.LENGTH;
            seal = GenerationSeal.decode(b, SEAL, length);
        }
        if (b.getByte(0) > VERSION_3) {
            pin = OutboxPin.decode(b, PIN);
            history = Bytes.getLong(b, HISTORY);
        }
    }

    @Override
    public byte[] key() {
        return KEY;
    }

    @Override
    public int encodedLengthMax() {
        return HISTORY + Long.BYTES;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        Bytes.putLong(b, offset + 1, lastStampMs);
        Bytes.putLong(b, offset + 9, nextUser);
        limits.encode(b, offset + 17);
        seal.encode(b, offset + SEAL);
        pin.encode(b, offset + PIN);
        Bytes.putLong(b, offset + HISTORY, history);
        return offset + HISTORY + Long.BYTES;
    }
}
