package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * RocksDB's CURRENT and MANIFEST, checked before RocksDB opens them. RocksDB takes a broken last record for a crash in
 * mid-write and goes on without it; but what was synced once must be whole.
 *
 * <p>Record format, in blocks of 32 KiB: {@code crc u32 LE (masked) | length u16 LE | type u8 | payload}; the rest of a
 * block that is too short for a header is zero (RocksDB wiki, "Write Ahead Log File Format").
 */
final class ManifestFile {
    private static final Pattern NAME = Pattern.compile("MANIFEST-(\\d{1,18})");
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int TYPE_LAST = 4;

    private ManifestFile() {}

    /** The MANIFEST that CURRENT names. */
    static Path current(Path db) throws IOException {
        Path current = db.resolve("CURRENT");
        if (!Files.exists(current)) {
            throw damaged(current + " is missing");
        }
        String name = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1);
        if (!name.endsWith("\n")
                || !NAME.matcher(name.substring(0, name.length() - 1)).matches()) {
            throw damaged(current + " does not name a MANIFEST file");
        }
        Path manifest = db.resolve(name.substring(0, name.length() - 1));
        if (!Files.exists(manifest)) {
            throw damaged(current + " names " + manifest.getFileName() + ", which is missing");
        }
        return manifest;
    }

    static long number(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw damaged("\"" + name + "\" is no name of a MANIFEST file");
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Makes the file's present length durable, and returns it. */
    static long sync(Path manifest) throws IOException {
        try (FileChannel channel = FileChannel.open(manifest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long length = channel.size();
            channel.force(true);
            return length;
        }
    }

    /** Checks that CURRENT's MANIFEST is the one known or a later one, and that all that was synced of it is whole. */
    static void check(Path db, String knownName, long knownBytes) throws IOException {
        Path manifest = current(db);
        String name = manifest.getFileName().toString();
        if (number(name) < number(knownName)) {
            throw damaged(db.resolve("CURRENT") + " names " + name + ", but " + knownName + " was in use already");
        }
        long synced = name.equals(knownName) ? knownBytes : 0;
        byte[] bytes = Files.readAllBytes(manifest);
        if (bytes.length < synced) {
            throw damaged(manifest + " is cut off: it has " + bytes.length + " bytes, and had " + synced
                    + " when it was last flushed");
        }
        checkRecords(manifest, bytes, synced);
    }

    /** Records that begin below {@code synced} must be whole as far as it reaches; behind it, an end may be torn. */
    private static void checkRecords(Path manifest, byte[] bytes, long synced) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at + HEADER <= synced) {
            int room = BLOCK - at % BLOCK;
            if (room < HEADER) {
                at += room;
                continue;
            }
            int length = buffer.getShort(at + 4) & 0xFFFF;
            int type = bytes[at + 6];
            int end = at + HEADER + length;
            if (type < 1 || type > TYPE_LAST || HEADER + length > room || end > bytes.length) {
                throw damaged(manifest + " has no valid record at offset " + at);
            }
            CRC32C crc = new CRC32C();
            crc.update(bytes, at + 6, 1 + length);
            int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
            if (masked != buffer.getInt(at)) {
                throw damaged(manifest + " has a record at offset " + at + " whose checksum is wrong");
            }
            at = end;
        }
    }

    private static CorruptStorageException damaged(String what) {
        return new CorruptStorageException(what + ". Nothing was touched, and the node does not serve from this folder;"
                + " restore it from a replica or a backup.");
    }
}
