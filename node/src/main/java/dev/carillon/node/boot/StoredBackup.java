package dev.carillon.node.boot;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.copy.ChunkDecoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A backup's folder, for reading: {@code backup.json} and a file of chunks for each partition, as {@code carillon backup
 * create} wrote them. Nothing in it is believed: lengths, SHA-256, every chunk's checksum and order are checked. One thread.
 */
final class StoredBackup {
    private static final int FORMAT = 1;
    private static final String MANIFEST = "backup.json";
    private static final int MANIFEST_BYTES_MAX = 8 << 20;
    private static final int PARTITIONS_MAX = 4096;
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path folder;
    private final String id;
    private final String cluster;
    private final long takenMs;
    private final SortedMap<Integer, Copy> copies;

    private record Copy(long bytes, String sha256) {}

    /** Hears the chunks of a partition's copy, each checked. */
    interface ChunkVisitor {
        /** @param chunk has accepted it; valid during the call */
        void onChunk(ChunkDecoder chunk, int length) throws IOException;
    }

    private StoredBackup(Path folder, String id, String cluster, long takenMs, SortedMap<Integer, Copy> copies) {
        this.folder = folder;
        this.id = id;
        this.cluster = cluster;
        this.takenMs = takenMs;
        this.copies = copies;
    }

    /** @throws CommandException if there is no backup that this version can read */
    static StoredBackup open(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        if (!Files.exists(file)) {
            throw refused(folder + " has no " + MANIFEST + ": it is no backup, or one that was not finished");
        }
        if (Files.size(file) > MANIFEST_BYTES_MAX) {
            throw refused(file + " is far too large");
        }
        Map<?, ?> fields;
        try {
            // Every JSON text is a YAML text.
            fields = new Load(LoadSettings.builder()
                                            .setCodePointLimit(MANIFEST_BYTES_MAX)
                                            .build())
                                    .loadFromString(Files.readString(file))
                            instanceof Map<?, ?> map
                    ? map
                    : Map.of();
        } catch (YamlEngineException e) {
            fields = Map.of();
        }
        long format = number(file, fields, "format");
        if (format != FORMAT) {
            throw refused(file + " has format " + format + ", and this Carillon reads format " + FORMAT
                    + "; use the version that wrote it, " + fields.get("taken_by"));
        }
        long partitions = number(file, fields, "partitions");
        if (partitions < 1 || partitions > PARTITIONS_MAX || Long.bitCount(partitions) != 1) {
            throw refused(file + " speaks of " + partitions + " partitions, which no cluster has");
        }
        return new StoredBackup(
                folder,
                String.valueOf(fields.get("backup")),
                String.valueOf(fields.get("cluster")),
                number(file, fields, "taken_ms"),
                copies(file, fields, (int) partitions));
    }

    private static SortedMap<Integer, Copy> copies(Path file, Map<?, ?> fields, int partitions) {
        SortedMap<Integer, Copy> copies = new TreeMap<>();
        if (fields.get("files") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> copy) {
                    copies.put(
                            (int) number(file, copy, "partition"),
                            new Copy(number(file, copy, "bytes"), String.valueOf(copy.get("sha256"))));
                }
            }
        }
        if (copies.size() != partitions || copies.firstKey() != 0 || copies.lastKey() != partitions - 1) {
            throw refused(file + " does not name a file for each of its " + partitions + " partitions");
        }
        return copies;
    }

    private static long number(Path file, Map<?, ?> fields, String key) {
        if (fields.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw refused(file + " is damaged: it has no number \"" + key + "\"");
    }

    private static CommandException refused(String why) {
        return new CommandException(ExitCode.FAILED, why + ". Nothing was touched; use another backup.");
    }

    /** What the cluster file of a restored cluster names it by. */
    String id() {
        return id;
    }

    /** Empty for that of a node that was alone. */
    String cluster() {
        return cluster;
    }

    /** When it was begun, ms since 1970: all that was acked before is in it. */
    long takenMs() {
        return takenMs;
    }

    int partitions() {
        return copies.size();
    }

    long bytes() {
        return copies.values().stream().mapToLong(Copy::bytes).sum();
    }

    /**
     * Reads the copy of a partition, from its beginning to its end.
     *
     * @throws CommandException if it is not whole, saying what is wrong
     */
    void read(int partition, ChunkVisitor visitor) throws IOException {
        Path file = folder.resolve(String.format("partition-%05d.state", partition));
        Copy copy = copies.get(partition);
        if (copy == null || !Files.exists(file)) {
            throw refused(file + " is missing");
        }
        MessageDigest digest = sha256();
        ChunkDecoder decoder = new ChunkDecoder(partition);
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), digest), BUFFER_BYTES))) {
            long left = copy.bytes();
            byte[] bytes = new byte[StateExport.CHUNK_BYTES];
            UnsafeBuffer chunk = new UnsafeBuffer(bytes);
            while (left > 0) {
                int length = in.readInt();
                left -= Integer.BYTES + (long) length;
                if (length < 1 || length > bytes.length || left < 0) {
                    throw refused(file + " is damaged: a chunk says that it has " + length + " bytes");
                }
                in.readFully(bytes, 0, length);
                decoder.accept(chunk, 0, length);
                visitor.onChunk(decoder, length);
            }
            if (in.read() >= 0) {
                throw refused(file + " is longer than " + MANIFEST + " says");
            }
        } catch (EOFException e) {
            throw refused(file + " is shorter than " + MANIFEST + " says");
        } catch (CorruptStorageException e) {
            throw refused(file + " is damaged. " + e.getMessage());
        }
        check(file, decoder.isEnded(), copy.sha256(), HexFormat.of().formatHex(digest.digest()));
    }

    private static void check(Path file, boolean ended, @Nullable String said, String found) {
        if (!ended) {
            throw refused(file + " ends before the end of its copy");
        }
        if (!found.equals(said)) {
            throw refused(file + " has another SHA-256 than " + MANIFEST + " says: " + found);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
