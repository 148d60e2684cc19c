package dev.carillon.node.admin;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.agrona.DirectBuffer;

/** Sums up one state, chunk by chunk. One thread at a time. */
public interface StateDigest {
    /** Changes with the way in which states are summed up: numbers of different formats cannot be compared. */
    int FORMAT = 1;

    /**
     * The next chunk of a {@link dev.carillon.storage.StateExport}.
     *
     * @throws dev.carillon.storage.CorruptStorageException if it is not that
     */
    void add(DirectBuffer chunk, int offset, int length);

    /** What all chunks together hold, by rising names. To be asked for once. */
    List<Part> parts();

    /** What parts, and all of them together, are summed up with. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * All records or items of one kind.
     *
     * @param bytes of keys and values
     * @param digest SHA-256
     */
    record Part(String name, long count, long bytes, byte[] digest) {}
}
