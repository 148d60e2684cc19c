package dev.carillon.client.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat's history on disk: {@link HistoryRecord}s, one a line, appended, for their owner's eyes only. It keeps the newest
 * {@link #LINES_MAX} lines of the conversation; what is older or outdated goes when it is opened, and when it has grown
 * to {@link #COMPACT_AT_BYTES}. Not synced: a power cut may cost the newest lines, a killed process does not. Not
 * thread-safe.
 */
final class HistoryFile {
    static final String NAME = "chat-history.jsonl";
    static final int LINES_MAX = 2_000;
    static final int COMPACT_AT_BYTES = 16 << 20;
    private static final int TEXT_CHARS_MAX = 4 << 20;
    /** More than any history, so that a wrong file is not read into memory. */
    private static final long FILE_BYTES_MAX = 64 << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final int compactAt;
    private @Nullable FileChannel channel;
    private int damaged;
    private boolean torn;
    private int records;
    private long textChars;

    HistoryFile(Path folder, int compactAt) {
        this.file = folder.resolve(NAME);
        this.compactAt = compactAt;
    }

    /** Reads what is kept, oldest first, and makes ready for {@link #append}. */
    List<ChatLine> open() throws IOException {
        List<ChatLine> lines = List.of();
        if (Files.exists(file)) {
            ownerOnly();
            lines = read();
            if (damaged > 0 || torn || records > LINES_MAX || records > 2 * lines.size()) {
                rewrite(lines);
            }
        }
        channel = open(file, CREATE, WRITE, APPEND);
        return lines;
    }

    /** How many lines could not be read at the last {@link #open}; the file that held them is beside this one. */
    int damaged() {
        return damaged;
    }

    /** Whole lines, each with its end. */
    void append(String text) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            throw new IOException("it is not open");
        }
        writeFully(out, text);
        if (out.size() > compactAt) {
            out.close();
            rewrite(read());
            channel = open(file, WRITE, APPEND);
        }
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private List<ChatLine> read() throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("it is larger than any history");
        }
        Map<Long, ChatLine> lines = new LinkedHashMap<>();
        damaged = 0;
        records = 0;
        textChars = 0;
        // a reader of its own, because Files.newBufferedReader gives up at the first damaged character
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                records++;
                take(line, lines);
                line = in.readLine();
            }
        }
        torn = records > 0 && !endsWithLineEnd();
        return List.copyOf(lines.values());
    }

    private void take(String text, Map<Long, ChatLine> lines) {
        Optional<Map<String, String>> record = JsonObject.parse(text);
        try {
            HistoryRecord.apply(record.orElseThrow(IllegalArgumentException::new), lines);
        } catch (IllegalArgumentException e) {
            damaged++;
            return;
        }
        textChars += record.get().getOrDefault("text", "").length();
        while (lines.size() > LINES_MAX || lines.size() > 1 && textChars > TEXT_CHARS_MAX) {
            ChatLine eldest = lines.values().iterator().next();
            textChars -= eldest.text().length();
            lines.remove(eldest.number());
        }
    }

    /** A line that was torn off must not become one with the next. */
    private boolean endsWithLineEnd() throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            in.read(last, in.size() - 1);
            return last.get(0) == '\n';
        }
    }

    /** The old file stays until the new one is whole; one with damage stays beside it, as it may hold more than we see. */
    private void rewrite(List<ChatLine> lines) throws IOException {
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = open(fresh, CREATE_NEW, WRITE)) {
            StringBuilder text = new StringBuilder();
            for (ChatLine line : lines) {
                text.append(HistoryRecord.said(line)).append('\n');
            }
            writeFully(out, text.toString());
            out.force(true);
        }
        if (damaged > 0) {
            Files.move(file, file.resolveSibling(NAME + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private FileChannel open(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(
                path,
                Set.of(options),
                isPosix()
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0]);
    }

    private void ownerOnly() throws IOException {
        if (isPosix()) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void writeFully(FileChannel out, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
