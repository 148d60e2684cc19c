package dev.carillon.storage.overlay;

import java.util.Arrays;

/** A key's bytes as a map key, ordered like the engine's: unsigned, byte by byte. */
record RecordKey(byte[] bytes) implements Comparable<RecordKey> {
    boolean startsWith(byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public int compareTo(RecordKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
