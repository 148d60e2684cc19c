package dev.carillon.node.cluster;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The whole state of the meta group: {@code version u8 | seal | ClusterState}. */
final class MetaRecord extends OverlayRecord {
    private static final byte[] KEY = {'m'};
    private static final int VERSION_1 = 1;
    private static final int VERSION = 2;
    private static final int HEADER = 1 + GenerationSeal.LENGTH;

    final GenerationSeal seal;
    private ClusterState state;
    private byte[] bytes;

    private MetaRecord(GenerationSeal seal, ClusterState state, byte[] bytes) {
        this.seal = seal;
        this.state = state;
        this.bytes = bytes;
    }

    /** @param initial what the group begins with, the same on all its members */
    static MetaRecord load(PartitionOverlay overlay, ClusterState initial) {
        byte[] value = overlay.load(KEY);
        if (value == null) {
            return of(initial);
        }
        int sealLength = value[0] == VERSION_1 ? GenerationSeal.LENGTH_1 : GenerationSeal.LENGTH;
        byte[] bytes = Arrays.copyOfRange(value, 1 + sealLength, Math.max(1 + sealLength, value.length));
        ClusterState state = ClusterStateCodec.decode(bytes);
        if (value[0] < VERSION_1 || value[0] > VERSION || state == null) {
            throw new CorruptStorageException("What the meta group has stored cannot be read, or is of a newer format ("
                    + value[0] + "; this Carillon knows " + VERSION + "). Nothing was changed. Start the version that"
                    + " wrote it, or replace this node.");
        }
        return new MetaRecord(GenerationSeal.decode(new UnsafeBuffer(value), 1, sealLength), state, bytes);
    }

    /** What a generation begins with that has nothing before it. */
    static MetaRecord of(ClusterState initial) {
        return new MetaRecord(new GenerationSeal(), initial, ClusterStateCodec.encode(initial));
    }

    ClusterState state() {
        return state;
    }

    /** @param itsBytes as it is encoded */
    void state(ClusterState next, byte[] itsBytes) {
        state = next;
        bytes = itsBytes;
    }

    @Override
    public byte[] key() {
        return KEY;
    }

    @Override
    public int encodedLengthMax() {
        return HEADER + bytes.length;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        seal.encode(b, offset + 1);
        b.putBytes(offset + HEADER, bytes);
        return offset + HEADER + bytes.length;
    }
}
