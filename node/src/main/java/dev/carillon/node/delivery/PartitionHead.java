package dev.carillon.node.delivery;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a partition has once: the last stamp, the next user number, the limits that apply, and where generations end. */
final class PartitionHead extends OverlayRecord {
    private static final byte[] KEY = {'p'};
    /** Of before partitions moved: without a seal. */
    private static final int VERSION_UNSEALED = 1;

    /** Of before the history at the seal was kept. */
    private static final int VERSION_2 = 2;

    private static final int VERSION = 3;
    private static final int SEAL = 17 + InboxLimits.LENGTH;

    long lastStampMs;
    long nextUser = 1;
    InboxLimits limits = InboxLimits.NONE;
    GenerationSeal seal = new GenerationSeal();

    static PartitionHead load(PartitionOverlay overlay) {
        PartitionHead head = new PartitionHead();
        byte[] value = overlay.load(KEY);
        if (value != null) {
            UnsafeBuffer b = new UnsafeBuffer(value);
            Versions.check("partition", b.getByte(0), VERSION);
            head.lastStampMs = Bytes.getLong(b, 1);
            head.nextUser = Bytes.getLong(b, 9);
            head.limits = InboxLimits.decode(b, 17);
            if (b.getByte(0) > VERSION_UNSEALED) {
                int length = b.getByte(0) == VERSION_2 ? GenerationSeal.LENGTH_1 : GenerationSeal.LENGTH;
                head.seal = GenerationSeal.decode(b, SEAL, length);
            }
        }
        return head;
    }

    @Override
    public byte[] key() {
        return KEY;
    }

    @Override
    public int encodedLengthMax() {
        return SEAL + GenerationSeal.LENGTH;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        Bytes.putLong(b, offset + 1, lastStampMs);
        Bytes.putLong(b, offset + 9, nextUser);
        limits.encode(b, offset + 17);
        seal.encode(b, offset + SEAL);
        return offset + SEAL + GenerationSeal.LENGTH;
    }
}
