package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.LoadException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a node's data folder holds when messages wait for absent users. One thread. */
public final class StoredBytes {
    /** Longer than the state trails the log: until it is in RocksDB, and flushed. */
    private static final double TRAIL_SECONDS = 25;

    private StoredBytes() {}

    /**
     * @param state bytes of the state's files
     * @param log bytes of the logs' files
     */
    public record Folder(long state, long log) {}

    /**
     * Starts a node, has so many messages wait for each of so many users, stops it and looks.
     *
     * @param senders who send them; a divisor of {@code receivers}, and at most 64 receivers for each
     */
    public static Folder with(int receivers, int each, int senders, int size) throws InterruptedException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (FreshNode node = FreshNode.start(null, List.of("--insecure-dev"), List.of())) {
            Bench bench = new Bench(new BenchOptions(), nowhere, System.err);
            new LoadProcess(bench, node, "stored")
                    .run(
                            "fill",
                            List.of(
                                    "--receivers=" + receivers,
                                    "--each=" + each,
                                    "--senders=" + senders,
                                    "--size=" + size));
            bench.progress().sleep("  the state is written", TRAIL_SECONDS);
            Path data = node.stopped();
            return new Folder(bytes(data.resolve("state")), bytes(data.resolve("log")));
        } catch (BenchException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(StoredBytes::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
