package dev.carillon.storage.rocksdb;

import dev.carillon.storage.Marker;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Keys and small values as bytes, as drawn in the package's description. */
final class KeyLayout {
    static final int QUEUE_OFFSET = 4;
    static final int QUEUE_PREFIX_BYTES = 12;
    static final int QUEUE_KEY_BYTES = 20;
    /** Above every sequence, as keys are compared unsigned. */
    static final long SEQUENCE_END = -1;

    static final byte DATA_NUMBER = 'd';
    static final byte MARKER = 'm';
    static final byte ORPHAN = 'o';

    private KeyLayout() {}

    static byte[] dataNumberKey(int partition, long generation) {
        return ByteBuffer.allocate(13)
                .put(DATA_NUMBER)
                .putInt(partition)
                .putLong(generation)
                .array();
    }

    /** Of the keys of all generations. */
    static byte[] dataNumberPrefix(int partition) {
        return ByteBuffer.allocate(5).put(DATA_NUMBER).putInt(partition).array();
    }

    static byte[] markerKey(int dataNumber) {
        return ByteBuffer.allocate(5).put(MARKER).putInt(dataNumber).array();
    }

    static byte[] orphanKey(int dataNumber) {
        return ByteBuffer.allocate(5).put(ORPHAN).putInt(dataNumber).array();
    }

    /** Below every key of this number's data, and above those of the number before it. */
    static byte[] dataStart(int dataNumber) {
        return ByteBuffer.allocate(4).putInt(dataNumber).array();
    }

    static byte[] dataNumberValue(int dataNumber) {
        return ByteBuffer.allocate(4).putInt(dataNumber).array();
    }

    static int dataNumber(byte[] value) {
        return ByteBuffer.wrap(value).getInt();
    }

    static byte[] markerValue(Marker marker) {
        return ByteBuffer.allocate(16)
                .putLong(marker.generation())
                .putLong(marker.index())
                .array();
    }

    static Marker marker(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return new Marker(buffer.getLong(), buffer.getLong());
    }

    static byte[] recordKey(int dataNumber, byte[] key) {
        return ByteBuffer.allocate(4 + key.length).putInt(dataNumber).put(key).array();
    }

    /** Without the data number. */
    static byte[] recordKey(byte[] stored) {
        return Arrays.copyOfRange(stored, 4, stored.length);
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Into a buffer whose position is 0; afterwards it is ready to be read. */
    static ByteBuffer queueKey(ByteBuffer into, int dataNumber, long queue, long seq) {
        into.clear();
        return into.putInt(dataNumber).putLong(queue).putLong(seq).flip();
    }

    static byte[] queueKey(int dataNumber, long queue, long seq) {
        return queueKey(ByteBuffer.allocate(QUEUE_KEY_BYTES), dataNumber, queue, seq)
                .array();
    }
}
