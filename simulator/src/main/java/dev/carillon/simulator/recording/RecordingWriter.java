package dev.carillon.simulator.recording;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes a recording, block after block, and never changes what is written. A block is closed when it has
 * {@link Block#PLAIN_WANTED} bytes, and whenever {@link #flush} is called, which the owner does once a second; so a cut
 * costs at most that. Only the owner of the file may read it: it holds what people wrote. One thread.
 */
public final class RecordingWriter implements AutoCloseable {
    /** Of zstd. */
    public static final int LEVEL = 3;

    private final FileChannel file;
    private final EventEncoder block = new EventEncoder();
    private long notRecorded;
    private long bytes;

    private RecordingWriter(FileChannel file) {
        this.file = file;
    }

    /** @throws IOException if the file exists, with a sentence, or cannot be written */
    public static RecordingWriter create(Path path, RecordingHeader header) throws IOException {
        try {
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(path);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(path + " exists; recordings are never written over. Name another file.", e);
        }
        RecordingWriter writer = new RecordingWriter(FileChannel.open(path, StandardOpenOption.WRITE));
        writer.write(ByteBuffer.wrap(header.encode()));
        return writer;
    }

    /** Events' times do not go back; one that does is written with the time of the event before. */
    public void add(Event event) throws IOException {
        block.add(event);
        if (block.length() >= Block.PLAIN_WANTED) {
            flush();
        }
    }

    /** So many events were seen and will never be added. */
    public void lost(long events) {
        notRecorded += events;
    }

    /** Closes the block, so that all that was added is in the file; nothing if there is nothing. */
    public void flush() throws IOException {
        if (block.events() == 0 && notRecorded == 0) {
            return;
        }
        byte[] plain = block.bytes();
        byte[] stored = Zstd.compress(plain, LEVEL);
        byte[] header = Block.header(plain.length, block.events(), block.firstUs(), notRecorded, stored);
        // One write for both, so that a cut is less often between the two.
        write(ByteBuffer.allocate(header.length + stored.length)
                .put(header)
                .put(stored)
                .flip());
        block.clear();
        notRecorded = 0;
    }

    /** Bytes in the file. */
    public long bytes() {
        return bytes;
    }

    private void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            bytes += file.write(from);
        }
    }

    /** Closes the last block; what was added is on the disk then. */
    @Override
    public void close() throws IOException {
        try (file) {
            flush();
            file.force(true);
        }
    }
}
