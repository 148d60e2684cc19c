package dev.carillon.storage.disk;

import java.io.IOException;
import java.util.List;

/**
 * One directory of files. Names have no separators. Different threads may use different files at once.
 *
 * <p>What was written survives a power cut after {@link DiskFile#sync}; that a file exists, is gone or has another name
 * survives it after {@link #syncDirectory}. {@link DiskFullException} says that there is no space, any other
 * {@link IOException} that the disk cannot be trusted with this file.
 */
public interface Disk extends AutoCloseable {
    /** Names of all files, sorted. */
    List<String> list() throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Makes an empty file, emptying one of this name. */
    DiskFile create(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Gives a file another name, replacing a file that had it. Open files stay open. */
    void rename(String from, String to) throws IOException;

    void syncDirectory() throws IOException;

    /** Bytes that may still be written; a hint. */
    long freeSpace() throws IOException;

    /** What errors call this directory. */
    String path();

    @Override
    void close() throws IOException;
}
