package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.node.cluster.ClusterStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a node last knew of its cluster: the file {@code cluster.bin} in its data folder. */
final class StoredCluster implements ClusterStore {
    private static final String NAME = "cluster.bin";

    private final AlternatingFile file;
    private final Executor writer;

    /** @param writer one task at a time; may block on disk */
    StoredCluster(Path folder, Executor writer) {
        this.file = new AlternatingFile(folder, NAME);
        this.writer = writer;
    }

    /** @return null for a node that has known none */
    static @Nullable ClusterState read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        byte[] bytes = new AlternatingFile(folder, NAME).read();
        // Before there were slots, the state was the whole file.
        ClusterState state = ClusterStateCodec.decode(bytes == null ? Files.readAllBytes(file) : bytes);
        if (state == null) {
            throw new CommandException(
                    ExitCode.FAILED,
                    file + " is damaged, or a newer Carillon wrote it: it says who is in the cluster. Nothing was"
                            + " touched. Start the newer Carillon, restore the file from a backup, or replace this node by a"
                            + " new one.");
        }
        return state;
    }

    /** What a node begins with, unless it has known better. */
    static void writeFirst(Path folder, ClusterState known) throws IOException {
        if (!Files.exists(folder.resolve(NAME))) {
            new AlternatingFile(folder, NAME).write(ClusterStateCodec.encode(known));
        }
    }

    @Override
    public void save(byte[] bytes, Runnable durable) {
        writer.execute(() -> {
            try {
                file.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            durable.run();
        });
    }
}
