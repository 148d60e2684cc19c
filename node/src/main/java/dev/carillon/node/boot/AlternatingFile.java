package dev.carillon.node.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is often replaced as a whole, and of which the last whole write survives a power cut. Two slots are
 * written by turns, in place: a write is one sync of data, and the file system's journal, which the logs' syncs would wait
 * for, has no part in it. Only a write that is larger than all before makes another file.
 *
 * <pre>slot: magic i32 | number of the write i64 | length i32 | CRC-32C of number, length and bytes i32 | bytes</pre>
 *
 * One thread.
 */
final class AlternatingFile {
    private static final int MAGIC = 0x43415246;
    private static final int HEADER = 20;
    private static final int SLOT_BYTES_MIN = 64 * 1024;

    private final Path folder;
    private final Path path;

    private record Slot(long number, byte[] bytes) {}

    AlternatingFile(Path folder, String name) {
        this.folder = folder;
        this.path = folder.resolve(name);
    }

    /** What was written last; null if there is no whole write. */
    byte @Nullable [] read() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        Slot newest = newest(slot(file, 0), slot(file, 1));
        return newest == null ? null : newest.bytes;
    }

    private static @Nullable Slot newest(@Nullable Slot a, @Nullable Slot b) {
        return a == null || b != null && b.number > a.number ? b : a;
    }

    private static @Nullable Slot slot(ByteBuffer file, int which) {
        int slotBytes = file.limit() / 2;
        if (slotBytes < HEADER) {
            return null;
        }
        ByteBuffer slot = file.slice(which * slotBytes, slotBytes);
        if (slot.getInt() != MAGIC) {
            return null;
        }
        long number = slot.getLong();
        int length = slot.getInt();
        int sum = slot.getInt();
        if (length < 0 || length > slot.remaining()) {
            return null;
        }
        byte[] bytes = new byte[length];
        slot.get(bytes);
        return sum == checksum(number, bytes) ? new Slot(number, bytes) : null;
    }

    private static int checksum(long number, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(number)
                .putInt(bytes.length)
                .flip());
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** When this returns, a power cut does not bring back what was there before. */
    void write(byte[] bytes) throws IOException {
        if (Files.exists(path)) {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
            Slot first = slot(file, 0);
            Slot second = slot(file, 1);
            Slot newest = newest(first, second);
            if (newest != null && HEADER + bytes.length <= file.limit() / 2) {
                overwrite(newest == first ? file.limit() / 2 : 0, newest.number + 1, bytes);
                return;
            }
        }
        create(bytes);
    }

    private void overwrite(long at, long number, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            put(channel, at, number, bytes);
            channel.force(false);
        }
    }

    private void create(byte[] bytes) throws IOException {
        int slotBytes = Math.max(SLOT_BYTES_MIN, Integer.highestOneBit(HEADER + bytes.length) * 4);
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        // Zeroes, so that what is written later changes nothing that the file system keeps about the file.
        Files.write(fresh, new byte[2 * slotBytes]);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            put(channel, 0, 1, bytes);
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        NodeFile.sync(folder);
    }

    private static void put(FileChannel channel, long at, long number, byte[] bytes) throws IOException {
        ByteBuffer slot = ByteBuffer.allocate(HEADER + bytes.length)
                .putInt(MAGIC)
                .putLong(number)
                .putInt(bytes.length)
                .putInt(checksum(number, bytes))
                .put(bytes)
                .flip();
        while (slot.hasRemaining()) {
            at += channel.write(slot, at);
        }
    }
}
