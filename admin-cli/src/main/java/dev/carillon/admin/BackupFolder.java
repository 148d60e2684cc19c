package dev.carillon.admin;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a backup, while it is written. {@code backup.json} comes last: without it there is no backup.
 *
 * <pre>
 *   backup.json             what the backup is of, and each file with its length and SHA-256
 *   partition-00017.state   (length u32 | chunk)*, big-endian; chunks as dev.carillon.storage.copy has them
 * </pre>
 */
final class BackupFolder {
    static final int FORMAT = 1;
    private static final String MANIFEST = "backup.json";
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path folder;
    private final List<Map<String, Object>> files = new ArrayList<>();

    private BackupFolder(Path folder) {
        this.folder = folder;
    }

    /** @throws CommandException if there is something already */
    static BackupFolder create(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new CommandException(
                            ExitCode.USAGE,
                            folder + " is not empty. Nothing was written; a backup wants a folder of its own.");
                }
            }
        }
        Files.createDirectories(folder);
        return new BackupFolder(folder);
    }

    /** The copy of one partition, chunk by chunk. */
    final class Copy implements AutoCloseable {
        private final int partition;
        private final Path file;
        private final MessageDigest digest;
        private final DataOutputStream out;
        private long bytes;

        Copy(int partition) throws IOException {
            this.partition = partition;
            this.file = folder.resolve(String.format("partition-%05d.state", partition));
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
            this.out = new DataOutputStream(new DigestOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES), digest));
        }

        void add(ByteString chunk) throws IOException {
            out.writeInt(chunk.size());
            chunk.writeTo(out);
            bytes += Integer.BYTES + chunk.size();
        }

        /** It is whole, and on disk when this returns. */
        void end(long generation, long index) throws IOException {
            out.close();
            sync(file);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("partition", partition);
            facts.put("file", String.valueOf(file.getFileName()));
            facts.put("bytes", bytes);
            facts.put("sha256", HexFormat.of().formatHex(digest.digest()));
            facts.put("generation_at_least", generation);
            facts.put("index_at_least", index);
            files.add(facts);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Writes down what the backup is; it is one when this returns. */
    void finish(Map<String, Object> facts) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(facts);
        all.put("files", files);
        Path fresh = folder.resolve(MANIFEST + ".new");
        Files.writeString(fresh, Json.of(all) + "\n");
        sync(fresh);
        Files.move(fresh, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
