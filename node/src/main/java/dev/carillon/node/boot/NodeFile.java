package dev.carillon.node.boot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What {@code node.json} says: what was fixed when the data folder was created, and which logs it has. It changes as a
 * whole or not at all, so it decides between an old and a new set of logs.
 *
 * @param format {@value #FORMAT} when written; a folder of format 1 gave its logs their numbers as IDs
 * @param partitions fixed at creation
 * @param loops number of logs; partition {@code p} writes to log {@code p % loops}
 * @param history the history that sequences count in, from 1
 * @param createdBy the version that created the folder
 * @param logs the ID of each log; empty as long as they are being made, and then whatever is in the logs' place is not
 *     needed
 * @param seat the node's place in its cluster, fixed at creation; null for a node that is alone
 */
record NodeFile(
        int format,
        int partitions,
        int loops,
        long history,
        String createdBy,
        List<Long> logs,
        @Nullable Seat seat) {
    /** The newest that this version reads, and what it writes for a node of a cluster. */
    static final int FORMAT = 3;

    /** What it writes for a node that is alone. */
    static final int FORMAT_ALONE = 2;

    static final String NAME = "node.json";

    private static final int FORMAT_WITHOUT_IDS = 1;

    /**
     * Whose folder this is.
     *
     * @param incarnation drawn when the folder was created: one that was wiped comes back with another
     */
    record Seat(String cluster, int node, long incarnation) {}

    NodeFile {
        logs = List.copyOf(logs);
    }

    /** For a folder that has nothing yet. */
    static NodeFile fresh(int partitions, int loops, String createdBy, @Nullable Seat seat) {
        return new NodeFile(formatOf(seat), partitions, loops, 1, createdBy, List.of(), seat);
    }

    private static int formatOf(@Nullable Seat seat) {
        return seat == null ? FORMAT_ALONE : FORMAT;
    }

    /** The same folder when its logs are not needed and new ones, this many, are to be made. */
    NodeFile withoutLogs(int newLoops) {
        return new NodeFile(formatOf(seat), partitions, newLoops, history, createdBy, List.of(), seat);
    }

    /** The same folder when these logs are made. */
    NodeFile withLogs(List<Long> made) {
        return new NodeFile(formatOf(seat), partitions, made.size(), history, createdBy, made, seat);
    }

    boolean hasLogs() {
        return !logs.isEmpty();
    }

    /** Whether the logs' IDs tell them from those of any other folder. */
    boolean hasOwnIds() {
        return format > FORMAT_WITHOUT_IDS;
    }

    /** Replaces the file; when this returns, a power cut does not bring the old one back. */
    void write(Path folder) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", format);
        fields.put("partitions", partitions);
        fields.put("loops", loops);
        fields.put("history", history);
        fields.put("created_by", createdBy);
        fields.put("logs", logs.stream().map(Long::toHexString).toList());
        Seat own = seat;
        if (own != null) {
            fields.put("cluster", own.cluster());
            fields.put("node", own.node());
            fields.put("incarnation", Long.toHexString(own.incarnation()));
        }
        Path fresh = folder.resolve(NAME + ".new");
        Files.writeString(fresh, Json.object(fields) + "\n");
        sync(fresh);
        Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** Brings a file, or what a folder lists, to disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static NodeFile read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        Map<?, ?> fields;
        try {
            // Every JSON text is a YAML text.
            Object parsed = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            fields = parsed instanceof Map<?, ?> map ? map : Map.of();
        } catch (YamlEngineException e) {
            fields = Map.of();
        }
        int format = number(file, fields.get("format"));
        if (format > FORMAT) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The data folder of " + file + " has format " + format + ", written by " + fields.get("created_by")
                            + "; this Carillon knows formats up to " + FORMAT
                            + ". Nothing was touched. Start the newer Carillon.");
        }
        int loops = number(file, fields.get("loops"));
        return new NodeFile(
                format,
                number(file, fields.get("partitions")),
                loops,
                number(file, fields.get("history")),
                String.valueOf(fields.get("created_by")),
                format == FORMAT_WITHOUT_IDS
                        ? LongStream.range(0, loops).boxed().toList()
                        : logs(file, loops, fields.get("logs")),
                format < FORMAT
                        ? null
                        : new Seat(
                                String.valueOf(fields.get("cluster")),
                                number(file, fields.get("node")),
                                id(file, String.valueOf(fields.get("incarnation")))));
    }

    private static List<Long> logs(Path file, int loops, @Nullable Object value) {
        List<Long> ids = new ArrayList<>();
        if (value instanceof List<?> list && (list.isEmpty() || list.size() == loops)) {
            for (Object id : list) {
                ids.add(id(file, String.valueOf(id)));
            }
            return ids;
        }
        throw damaged(file);
    }

    private static long id(Path file, String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw damaged(file);
        }
    }

    private static int number(Path file, @Nullable Object value) {
        if (value instanceof Number number && number.longValue() > 0 && number.longValue() <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw damaged(file);
    }

    private static CommandException damaged(Path file) {
        return new CommandException(
                ExitCode.FAILED,
                file + " is damaged. Nothing was touched. Restore it from a backup, or use another folder with"
                        + " --data.");
    }
}
