package dev.carillon.simulator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders for nodes' data that go with the measurement. */
final class WorkFolder {
    private static final String PREFIX = "carillon-bench-";

    private WorkFolder() {}

    /** @param work where, null for the system's temporary folder */
    static Path make(@Nullable Path work) {
        try {
            return work == null
                    ? Files.createTempDirectory(PREFIX)
                    : Files.createTempDirectory(Files.createDirectories(work), PREFIX);
        } catch (IOException e) {
            throw new BenchException(
                    "no folder for the node's data: " + e.getMessage() + ". Name one that can be written with --work.");
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(
                    "bench: " + folder + " could not be removed (" + e.getMessage() + "); remove it by hand");
        }
    }
}
