package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.NewerFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file FORMAT: which format the folder has, and whether its creation ended. One line of text with its checksum, read
 * before anything else is touched.
 */
final class FormatFile {
    /** What this version writes, and the oldest that it reads. */
    static final int VERSION = 1;

    private static final String NAME = "FORMAT";
    private static final Pattern LINE = Pattern.compile("carillon state format (\\d{1,9}) (creating|ready)");

    private FormatFile() {}

    /** Null: no folder of ours yet. */
    enum Stage {
        CREATING,
        READY
    }

    static @Nullable Stage read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        String line;
        try {
            line = CheckedText.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new CorruptStorageException(file + " does not say which format the state has. Nothing was touched;"
                    + " restore the folder from a replica or a backup.");
        }
        int version = Integer.parseInt(matcher.group(1));
        if (version > VERSION) {
            throw new NewerFormatException("The state in " + folder + " has format " + version
                    + "; this Carillon knows formats up to " + VERSION
                    + ". Nothing was touched; start the newer Carillon that wrote it.");
        }
        return matcher.group(2).equals("ready") ? Stage.READY : Stage.CREATING;
    }

    static void write(Path folder, Stage stage) throws IOException {
        String word = stage == Stage.READY ? "ready" : "creating";
        CheckedText.write(folder.resolve(NAME), "carillon state format " + VERSION + " " + word);
    }
}
