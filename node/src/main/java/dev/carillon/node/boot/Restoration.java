package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.ring.Assignment;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the data folder of a node that begins with a backup. It is built beside its place and gets there when it is whole, so
 * that no node ever starts with half of it. One thread.
 */
final class Restoration {
    private final StoredBackup backup;
    private final BackupCheck check;
    private final Path data;
    private long users;
    private long items;

    /** @param data must not exist, or be empty */
    Restoration(StoredBackup backup, BackupCheck check, Path data) {
        this.backup = backup;
        this.check = check;
        this.data = data;
    }

    /** @throws CommandException if the place is taken */
    static void checkPlace(Path data) throws IOException {
        Path building = building(data);
        if (Files.exists(building)) {
            throw new CommandException(
                    ExitCode.FAILED,
                    building
                            + " is there: a restore that did not end, or one that goes on. Nothing was touched. If none goes"
                            + " on, remove it and ask again.");
        }
        if (Files.exists(data)) {
            try (Stream<Path> there = Files.list(data)) {
                if (there.findAny().isPresent()) {
                    throw new CommandException(
                            ExitCode.FAILED,
                            "The data folder " + data
                                    + " is in use: it is not empty. Nothing was touched. A restore makes a new"
                                    + " one; name another with --data.");
                }
            }
        }
    }

    private static Path building(Path data) {
        Path absolute = data.toAbsolutePath();
        return absolute.resolveSibling(absolute.getFileName() + ".restoring");
    }

    /** Numbers of the partitions that a node is to hold, ascending. */
    static List<Integer> held(StoredBackup backup, @Nullable ClusterMap map, int node) {
        if (map == null) {
            return IntStream.range(0, backup.partitions()).boxed().toList();
        }
        List<Integer> held = new ArrayList<>();
        List<Assignment> assignments = map.ring().assignments();
        for (int p = 0; p < assignments.size(); p++) {
            if (assignments.get(p).replicas().contains(node)) {
                held.add(p);
            }
        }
        return held;
    }

    /** @param progress hears partitions done */
    void run(List<Integer> partitions, NodeFile facts, IntConsumer progress) throws IOException {
        Path building = building(data);
        try (DataFolder folder = DataFolder.open(building, backup.partitions(), facts);
                StateEngine engine = RocksStateEngine.open(folder.state(), EngineLimits.DEFAULT)) {
            for (int i = 0; i < partitions.size(); i++) {
                int partition = partitions.get(i);
                backup.read(partition, (chunk, length) -> {
                    RestoredBatch batch = new RestoredBatch(partition, chunk, length, check.cut());
                    engine.write(batch);
                    users += batch.users();
                    items += batch.items();
                });
                progress.accept(i + 1);
            }
            engine.flush();
        }
        Files.deleteIfExists(data);
        Files.move(building, data.toAbsolutePath());
        NodeFile.sync(Objects.requireNonNull(data.toAbsolutePath().getParent(), "the root is no data folder"));
    }

    long users() {
        return users;
    }

    long items() {
        return items;
    }
}
