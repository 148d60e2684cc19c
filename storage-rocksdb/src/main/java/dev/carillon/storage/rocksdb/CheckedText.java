package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Small text files that are replaced as a whole, durably, and end in a line with the checksum of what is before it. */
final class CheckedText {
    private static final String CHECKSUM = "\ncrc32c ";

    private CheckedText() {}

    static String read(Path file) throws IOException {
        String stored = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int end = stored.lastIndexOf(CHECKSUM);
        if (end < 0 || !stored.substring(end).equals(checksumLine(stored.substring(0, end)))) {
            throw new CorruptStorageException(file + " is damaged: its checksum does not fit its text. Nothing was"
                    + " touched; restore the folder from a replica or a backup.");
        }
        return stored.substring(0, end);
    }

    static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        byte[] bytes = (text + checksumLine(text)).getBytes(StandardCharsets.ISO_8859_1);
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static String checksumLine(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return CHECKSUM + String.format("%08x", crc.getValue()) + "\n";
    }
}
