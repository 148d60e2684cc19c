package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed vectors are what the test sources describe. {@code -Dvectors.write=true} writes them anew. */
class VectorFilesTest {
    static final Path FOLDER = Path.of("vectors");
    private static final boolean WRITE = Boolean.getBoolean("vectors.write");

    @Test
    void theValidVectorsAreUpToDate() throws IOException {
        List<String> lines = new ArrayList<>(List.of("# name | direction | hex | frame", "# See README.md."));
        lines.addAll(ValidVectors.lines());
        same(FOLDER.resolve("valid.txt"), lines);
    }

    @Test
    void theInvalidVectorsAreUpToDate() throws IOException {
        List<String> lines = new ArrayList<>(List.of("# name | direction | hex | error | why", "# See README.md."));
        lines.addAll(InvalidVectors.lines());
        same(FOLDER.resolve("invalid.txt"), lines);
    }

    @Test
    void theSessionsAreUpToDate() throws IOException {
        List<String> expected = new ArrayList<>();
        for (SessionScript script : Sessions.all()) {
            same(FOLDER.resolve("sessions").resolve(script.file + ".txt"), script.lines());
            expected.add(script.file + ".txt");
        }
        try (Stream<Path> files = Files.list(FOLDER.resolve("sessions"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .isEqualTo(expected);
        }
    }

    private static void same(Path file, List<String> lines) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
        }
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }
}
