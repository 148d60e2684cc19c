package dev.carillon.node.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A node's folder: who uses it, and what was fixed when it was created. Held by one process at a time; {@link #close}
 * lets go of it.
 *
 * <pre>
 *   lock        locked by the node that runs, holding its process ID
 *   node.json   format, partitions, loops, history, who created it
 *   log/0 …     one log per loop
 *   state/      what RocksDB keeps
 * </pre>
 */
final class DataFolder implements AutoCloseable {
    /** What this version writes, and the oldest that it reads. */
    static final int FORMAT = 1;

    private static final String LOCK = "lock";
    private static final String NODE_JSON = "node.json";
    private static final int LOCK_BYTES_MAX = 32;

    private final Path folder;
    private final FileChannel lockFile;
    private final Facts facts;

    /**
     * What was fixed at creation.
     *
     * @param loops number of logs; partition {@code p} is in log {@code p % loops}
     * @param history the history that sequences count in, from 1
     */
    record Facts(int format, int partitions, int loops, long history, String createdBy) {}

    private DataFolder(Path folder, FileChannel lockFile, Facts facts) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.facts = facts;
    }

    /**
     * Opens the folder, or creates it.
     *
     * @param partitions wanted; 0 if an existing folder decides
     * @param loops wanted; 0 if an existing folder decides
     * @param forNew what a new folder gets where 0 was wanted
     * @throws CommandException if it is in use, newer, damaged, or was created with other numbers
     */
    static DataFolder open(Path folder, int partitions, int loops, Facts forNew) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            lock(folder, lockFile);
            Path nodeJson = folder.resolve(NODE_JSON);
            if (!Files.exists(nodeJson)) {
                create(folder, nodeJson, partitions, loops, forNew);
            }
            Facts facts = read(nodeJson);
            check(folder, "partitions", "--partitions", partitions, facts.partitions());
            check(folder, "partition loops", "--loops", loops, facts.loops());
            opened = true;
            return new DataFolder(folder, lockFile, facts);
        } finally {
            if (!opened) {
                lockFile.close();
            }
        }
    }

    private static void lock(Path folder, FileChannel lockFile) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            ByteBuffer holder = ByteBuffer.allocate(LOCK_BYTES_MAX);
            lockFile.read(holder, 0);
            String pid = new String(holder.array(), 0, holder.position(), StandardCharsets.UTF_8).strip();
            throw refusal("The data folder " + folder + " is in use by process " + (pid.isEmpty() ? "(unknown)" : pid)
                    + ". Nothing was touched. Stop that node first, or give this one another folder with --data.");
        }
        lockFile.truncate(0);
        lockFile.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static void create(Path folder, Path nodeJson, int partitions, int loops, Facts forNew) throws IOException {
        if (Files.exists(folder.resolve("log")) || Files.exists(folder.resolve("state"))) {
            throw refusal("The data folder " + folder + " has data but no " + NODE_JSON
                    + ". Nothing was touched. Restore that file from a backup, or use another folder with --data.");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("partitions", partitions == 0 ? forNew.partitions() : partitions);
        fields.put("loops", loops == 0 ? forNew.loops() : loops);
        fields.put("history", forNew.history());
        fields.put("created_by", forNew.createdBy());
        Path fresh = folder.resolve(NODE_JSON + ".new");
        Files.writeString(fresh, Json.object(fields) + "\n");
        sync(fresh);
        Files.move(fresh, nodeJson, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Facts read(Path nodeJson) throws IOException {
        Map<?, ?> fields;
        try {
            // Every JSON text is a YAML text.
            Object parsed = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(nodeJson));
            fields = parsed instanceof Map<?, ?> map ? map : Map.of();
        } catch (YamlEngineException e) {
            fields = Map.of();
        }
        long format = number(nodeJson, fields.get("format"));
        if (format > FORMAT) {
            throw refusal("The data folder of " + nodeJson + " has format " + format + ", written by "
                    + fields.get("created_by") + "; this Carillon knows formats up to " + FORMAT
                    + ". Nothing was touched. Start the newer Carillon.");
        }
        return new Facts(
                (int) format,
                (int) number(nodeJson, fields.get("partitions")),
                (int) number(nodeJson, fields.get("loops")),
                number(nodeJson, fields.get("history")),
                String.valueOf(fields.get("created_by")));
    }

    private static long number(Path nodeJson, @Nullable Object value) {
        if (value instanceof Number number && number.longValue() > 0 && number.longValue() <= Integer.MAX_VALUE) {
            return number.longValue();
        }
        throw refusal(nodeJson + " is damaged. Nothing was touched. Restore it from a backup, or use another folder"
                + " with --data.");
    }

    private static void check(Path folder, String what, String flag, int wanted, int actual) {
        if (wanted != 0 && wanted != actual) {
            throw refusal("The data folder " + folder + " was created with " + actual + " " + what + ", not " + wanted
                    + ", and that cannot change. Nothing was touched. Leave " + flag
                    + " out, or use another folder with"
                    + " --data.");
        }
    }

    private static CommandException refusal(String why) {
        return new CommandException(ExitCode.FAILED, why);
    }

    Facts facts() {
        return facts;
    }

    Path log(int loop) throws IOException {
        return Files.createDirectories(folder.resolve("log").resolve(Integer.toString(loop)));
    }

    Path state() throws IOException {
        return Files.createDirectories(folder.resolve("state"));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
