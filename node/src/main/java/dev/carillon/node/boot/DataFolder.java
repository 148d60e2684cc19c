package dev.carillon.node.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder: who uses it, and what {@code node.json} says of it. Held by one process at a time; {@link #close}
 * lets go of it.
 *
 * <pre>
 *   lock        locked by the node that runs, holding its process ID
 *   node.json   format, partitions, loops, history, who created it, the ID of each log
 *   log/0 …     one log per loop; its segments carry its ID
 *   state/      what RocksDB keeps
 * </pre>
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String LOGS = "log";
    private static final String STATE = "state";
    private static final int LOCK_BYTES_MAX = 32;
    private static final Pattern LOG_NUMBER = Pattern.compile("[0-9]{1,4}");

    private final Path folder;
    private final FileChannel lockFile;
    private NodeFile facts;

    private DataFolder(Path folder, FileChannel lockFile, NodeFile facts) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.facts = facts;
    }

    /**
     * Opens the folder, or creates it.
     *
     * @param partitions wanted; 0 if an existing folder decides
     * @param forNew what a new folder gets
     * @throws CommandException if it is in use, newer, damaged, or was created with other numbers
     */
    static DataFolder open(Path folder, int partitions, NodeFile forNew) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            lock(folder, lockFile);
            if (!Files.exists(folder.resolve(NodeFile.NAME))) {
                create(folder, forNew);
            }
            NodeFile facts = NodeFile.read(folder);
            check(folder, partitions, facts);
            checkSeat(folder, facts.seat(), forNew.seat());
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

    private static void create(Path folder, NodeFile forNew) throws IOException {
        if (Files.exists(folder.resolve(LOGS)) || Files.exists(folder.resolve(STATE))) {
            throw refusal("The data folder " + folder + " has data but no " + NodeFile.NAME
                    + ". Nothing was touched. Restore that file from a backup, or use another folder with --data.");
        }
        forNew.write(folder);
    }

    private static void check(Path folder, int partitions, NodeFile facts) throws IOException {
        if (partitions != 0 && partitions != facts.partitions()) {
            throw refusal("The data folder " + folder + " was created with " + facts.partitions()
                    + " partitions, not " + partitions + ", and that cannot change. Nothing was touched. Leave"
                    + " --partitions out, or use another folder with --data.");
        }
        // State is made before the first log.
        if (facts.hasLogs() && Files.exists(folder.resolve(LOGS)) && isEmpty(folder.resolve(STATE))) {
            throw refusal("The state in " + folder.resolve(STATE) + " is gone, but the data folder was used with it."
                    + " Acked messages may be missing without it, so nothing is served and nothing was touched. Put the"
                    + " folder back, or restore the whole data folder from a backup.");
        }
    }

    private static void checkSeat(Path folder, NodeFile.@Nullable Seat found, NodeFile.@Nullable Seat wanted) {
        String whose =
                found == null ? "a node that is alone" : "node " + found.node() + " of cluster " + found.cluster();
        if (found == null && wanted != null) {
            throw refusal(
                    "The data folder " + folder + " belongs to " + whose + ", and cannot join a cluster with what it"
                            + " has. Nothing was touched. Use another folder with --data.");
        }
        if (found != null && wanted == null) {
            throw refusal("The data folder " + folder + " belongs to " + whose + ", and a node cannot serve it alone."
                    + " Nothing was touched. Start it with --cluster FILE --node " + found.node() + ".");
        }
        if (found != null
                && wanted != null
                && !(found.cluster().equals(wanted.cluster()) && found.node() == wanted.node())) {
            throw refusal("The data folder " + folder + " belongs to " + whose + ", not to node " + wanted.node()
                    + " of cluster " + wanted.cluster()
                    + ". Nothing was touched. Use that node's own folder with --data.");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static CommandException refusal(String why) {
        return new CommandException(ExitCode.FAILED, why);
    }

    /** What {@code node.json} says now. */
    NodeFile facts() {
        return facts;
    }

    /** Replaces {@code node.json}; when this returns, a power cut does not undo it. */
    void record(NodeFile newFacts) throws IOException {
        newFacts.write(folder);
        facts = newFacts;
    }

    /** Room on its disk; -1 if nobody knows. Asks the disk. */
    long freeBytes() {
        try {
            return Files.getFileStore(path()).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Size of its disk; -1 if nobody knows. Asks the disk. */
    long diskBytes() {
        try {
            return Files.getFileStore(path()).getTotalSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    Path path() {
        return folder;
    }

    Path logs() {
        return folder.resolve(LOGS);
    }

    Path log(int loop) {
        return logs().resolve(Integer.toString(loop));
    }

    /** The folders of logs that are there, whether they are needed or not. */
    List<Path> existingLogs() throws IOException {
        if (!Files.isDirectory(logs())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(logs())) {
            return entries.filter(Files::isDirectory)
                    .filter(path ->
                            LOG_NUMBER.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    Path state() throws IOException {
        return Files.createDirectories(folder.resolve(STATE));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
