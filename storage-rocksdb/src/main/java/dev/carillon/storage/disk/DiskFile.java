package dev.carillon.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}; used by one thread at a time. Buffers are best direct. */
public interface DiskFile extends AutoCloseable {
    /** Bytes. */
    long size() throws IOException;

    /**
     * Writes all that remains in the buffer. When it throws, any part of it may be written.
     *
     * @param position first byte in the file; writing behind the end makes the file longer
     */
    void write(ByteBuffer source, long position) throws IOException;

    /** Fills the buffer; {@link java.io.EOFException} if the file ends before. */
    void read(ByteBuffer target, long position) throws IOException;

    /**
     * Makes what was written, and the size, survive a power cut. After a failure it is unknown what does, and asking
     * again proves nothing: the system may have forgotten what it could not write.
     */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
