package dev.carillon.simulator.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording from beginning to end, as far as it can be read: a block that was cut off ends it, a damaged one is
 * passed over, and both are told. One thread.
 */
public final class RecordingReader implements AutoCloseable {
    private final FileChannel file;
    private final long size;
    private final RecordingHeader header;
    private long at;

    private RecordingReader(FileChannel file) throws IOException, BadRecordingException {
        this.file = file;
        this.size = file.size();
        byte[] start = bytes(0, (int) Math.min(size, RecordingHeader.LENGTH_MAX));
        this.header = RecordingHeader.decode(start);
        this.at = RecordingHeader.length(start);
    }

    /** Takes events as they come. */
    @FunctionalInterface
    public interface Events {
        void accept(Event event) throws IOException;
    }

    /** @throws BadRecordingException if there is no such file, or it is no recording */
    public static RecordingReader open(Path path) throws BadRecordingException {
        if (Files.isDirectory(path)) {
            throw new BadRecordingException("is a folder; name a recording in it");
        }
        FileChannel file = null;
        try {
            file = FileChannel.open(path);
            return new RecordingReader(file);
        } catch (NoSuchFileException e) {
            throw new BadRecordingException("does not exist");
        } catch (IOException e) {
            close(file);
            throw new BadRecordingException("cannot be read (" + e.getMessage() + ")");
        } catch (BadRecordingException e) {
            close(file);
            throw e;
        }
    }

    /** Whether a file begins as a recording does. */
    public static boolean isRecording(Path path) {
        try (FileChannel file = FileChannel.open(path)) {
            byte[] start = new byte[RecordingHeader.MAGIC.length];
            return file.read(ByteBuffer.wrap(start), 0) == start.length
                    && java.util.Arrays.equals(start, RecordingHeader.MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }

    public RecordingHeader header() {
        return header;
    }

    /** Reads all events, once. @return what there was, and what there was not */
    public Condition read(Events events) throws IOException {
        long blocks = 0;
        long count = 0;
        long notRecorded = 0;
        List<Condition.Damage> damage = new ArrayList<>();
        while (at < size) {
            List<Event> block = new ArrayList<>();
            Block found = block(block);
            if (found == null) {
                long next = nextBlock(at + 1);
                if (next < 0 && isCutOff()) {
                    return new Condition(blocks, count, notRecorded, size - at, damage);
                }
                damage.add(new Condition.Damage(at, (next < 0 ? size : next) - at));
                at = next < 0 ? size : next;
                continue;
            }
            for (Event event : block) {
                events.accept(event);
            }
            blocks++;
            count += block.size();
            notRecorded += found.notRecorded();
            at += Block.HEADER + found.stored();
        }
        return new Condition(blocks, count, notRecorded, 0, damage);
    }

    /** The block at the reader's place, or null if there is no whole one. */
    private @Nullable Block block(List<Event> into) throws IOException {
        Block block = whole(at);
        if (block == null) {
            return null;
        }
        byte[] stored = bytes(at + Block.HEADER, block.stored());
        try {
            EventDecoder decoder = new EventDecoder(Zstd.decompress(stored, block.plain()), block.firstUs());
            while (!decoder.atEnd()) {
                into.add(decoder.next());
            }
            return into.size() == block.events() ? block : null;
        } catch (ZstdException | EventDecoder.MalformedException e) {
            return null;
        }
    }

    /** The block that begins here, if its checksum is right. */
    private @Nullable Block whole(long from) throws IOException {
        if (size - from < Block.HEADER) {
            return null;
        }
        byte[] head = bytes(from, Block.HEADER);
        Block block = Block.read(head);
        if (!Block.isMarked(head) || !block.isPlausible() || block.stored() > size - from - Block.HEADER) {
            return null;
        }
        byte[] stored = bytes(from + Block.HEADER, block.stored());
        return Block.checksum(head, stored) == block.checksum() ? block : null;
    }

    /** Whether what is at the reader's place is the beginning of a block that goes on beyond the file's end. */
    private boolean isCutOff() throws IOException {
        if (size - at < Block.HEADER) {
            return true;
        }
        byte[] head = bytes(at, Block.HEADER);
        return Block.isMarked(head) && Block.read(head).stored() > size - at - Block.HEADER;
    }

    /** Where the next whole block begins, or −1. */
    private long nextBlock(long from) throws IOException {
        int window = 1 << 16;
        for (long start = from; start < size; start += window) {
            byte[] bytes = bytes(start, (int) Math.min(window + 3L, size - start));
            ByteBuffer in = ByteBuffer.wrap(bytes);
            for (int i = 0; i + 4 <= bytes.length && i < window; i++) {
                if (in.getInt(i) == Block.MARKER && whole(start + i) != null) {
                    return start + i;
                }
            }
        }
        return -1;
    }

    private byte[] bytes(long from, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (file.read(into, from + into.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return into.array();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
