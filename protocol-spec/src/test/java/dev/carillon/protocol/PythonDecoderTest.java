package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second decoder, {@code tools/decode.py}, against the committed vectors. Skipped without Python 3.9 or later. */
class PythonDecoderTest {
    private static final String SCRIPT = Path.of("tools", "decode.py").toString();

    @TempDir
    Path folder = Path.of(".");

    @BeforeEach
    void pythonIsHere() throws IOException, InterruptedException {
        boolean here = ForeignTool.present(
                folder, "python3", "-c", "import sys; sys.exit(0 if sys.version_info >= (3, 9) else 1)");
        assumeTrue(here, "skipped: no python3 of version 3.9 or later on the PATH");
    }

    @Test
    void understandsEveryVectorAsTheyAreMeant() throws IOException, InterruptedException {
        ForeignTool.Result result = ForeignTool.run(folder, List.of("python3", SCRIPT, "check"));

        assertThat(result.lines()).as("what it printed").hasSize(1);
        assertThat(result.lines().get(0)).endsWith("38 sessions: 0 problems");
        assertThat(result.status()).isZero();
    }

    @Test
    void noticesAVectorThatIsWrong() throws IOException, InterruptedException {
        Path copy = Files.createDirectory(folder.resolve("vectors"));
        copy(VectorFilesTest.FOLDER, copy);
        Path valid = copy.resolve("valid.txt");
        Files.writeString(
                valid,
                Files.readString(valid).replace("SEND_ACK inOrder=1 cseqLow=255", "SEND_ACK inOrder=1 cseqLow=254"));

        ForeignTool.Result result = ForeignTool.run(folder, List.of("python3", SCRIPT, "check", copy.toString()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines()).anyMatch(line -> line.contains("expected 4 SEND_ACK inOrder=1 cseqLow=254"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
