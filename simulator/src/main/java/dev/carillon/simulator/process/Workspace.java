package dev.carillon.simulator.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one run: the node's data, and its output beside it. A temporary one is deleted unless it is
 * {@link #keep kept}; one that was named is never deleted. {@link #clean()} may be called by any thread, and twice.
 */
public final class Workspace {
    private final Path data;
    private final Path files;
    private final boolean temporary;
    private volatile boolean kept;

    private Workspace(Path data, Path files, boolean temporary) {
        this.data = data;
        this.files = files;
        this.temporary = temporary;
    }

    /**
     * @param run what a temporary folder is called after
     * @param named the data folder, new or empty; null for a temporary one
     * @throws UnusableFolderException if it holds something, or cannot be made
     */
    public static Workspace open(String run, @Nullable Path named) throws UnusableFolderException {
        try {
            if (named == null) {
                Path home = Files.createTempDirectory("carillon-" + run + "-");
                return new Workspace(home.resolve("data"), home, true);
            }
            Files.createDirectories(named);
            try (Stream<Path> content = Files.list(named)) {
                if (content.findAny().isPresent()) {
                    throw new UnusableFolderException("The data folder " + named
                            + " is not empty. Nothing was touched; name a new or empty folder, so that the ledger"
                            + " cannot meet the messages of an earlier run.");
                }
            }
            Path absolute = named.toAbsolutePath();
            return new Workspace(absolute.resolve("data"), absolute, false);
        } catch (IOException e) {
            throw new UnusableFolderException("The data folder " + (named == null ? "" : named + " ")
                    + "cannot be made or read: " + e.getMessage() + ". Name another with --data.");
        }
    }

    public Path data() {
        return data;
    }

    /** Where the node's output goes; the data folder is inside. */
    public Path files() {
        return files;
    }

    public void keep() {
        kept = true;
    }

    public boolean isKept() {
        return kept || !temporary;
    }

    public void clean() {
        if (isKept()) {
            return;
        }
        try {
            delete(files);
        } catch (IOException e) {
            // What cannot be deleted lies in the system's temporary folder, which is cleaned by others.
        }
    }

    /** Deletes a folder with everything in it. */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The folder that was named cannot be used; the message is for people. */
    public static final class UnusableFolderException extends Exception {
        UnusableFolderException(String message) {
            super(message);
        }
    }
}
