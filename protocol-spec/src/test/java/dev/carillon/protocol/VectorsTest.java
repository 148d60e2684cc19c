package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codec against the committed vectors. */
class VectorsTest {
    private static final int CUTS = 300;

    static Stream<String[]> valid() throws IOException {
        return rows(VectorFilesTest.FOLDER.resolve("valid.txt"), 4);
    }

    static Stream<String[]> invalid() throws IOException {
        return rows(VectorFilesTest.FOLDER.resolve("invalid.txt"), 5);
    }

    static Stream<Path> sessions() throws IOException {
        return Files.list(VectorFilesTest.FOLDER.resolve("sessions")).sorted();
    }

    @Test
    void thereAreEnoughOfThemAndEachHasANameOfItsOwn() throws IOException {
        assertThat(valid().count()).isGreaterThanOrEqualTo(200);
        assertThat(invalid().count()).isGreaterThanOrEqualTo(300);
        assertThat(sessions().count()).isGreaterThanOrEqualTo(20);
        Set<String> names = new HashSet<>();
        assertThat(Stream.concat(valid(), invalid()).map(row -> row[0]).filter(name -> !names.add(name)))
                .isEmpty();
    }

    @Test
    void everyErrorThatAFrameOrASessionCanShowIsAmongThem() throws IOException {
        Set<String> errors = new HashSet<>();
        invalid().forEach(row -> errors.add(row[3]));
        for (Path file : sessions().toList()) {
            rows(file, 3).filter(row -> row[2].startsWith("!")).forEach(row -> errors.add(row[2].substring(1)));
        }
        assertThat(errors)
                .containsExactlyInAnyOrder(
                        "MALFORMED",
                        "FRAME_TOO_BIG",
                        "UNSUPPORTED_VERSION",
                        "UNKNOWN_CRITICAL_FRAME",
                        "UNEXPECTED_FRAME",
                        "UNKNOWN_MANDATORY_TLV",
                        "BAD_ALIAS",
                        "BAD_SEQUENCE",
                        "SEQ_AHEAD",
                        "WINDOW_EXCEEDED");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("validRows")
    void aValidFrameIsUnderstood(String name, String direction, String hex, String text) {
        byte[] frame = HexFormat.of().parseHex(hex);
        byte[] more = HexFormat.of().parseHex(hex + "ff00");

        assertThat(decode(direction, frame, frame.length)).isEqualTo(frame.length + " " + text);
        assertThat(decode(direction, more, more.length)).isEqualTo(frame.length + " " + text);
        for (int limit = 0; limit < Math.min(frame.length, CUTS); limit++) {
            assertThat(decode(direction, more, limit)).as("cut to %d", limit).isEqualTo("0 ");
        }
        assertThat(decode(direction, more, frame.length - 1)).isEqualTo("0 ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("validRows")
    void aValidFrameIsWrittenInTheSameBytes(String name, String direction, String hex, String text) {
        if (!name.startsWith("lenient-")) {
            assertThat(HexFormat.of().formatHex(new FrameWriter().encode(text))).isEqualTo(hex);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidRows")
    void anInvalidFrameIsRefusedWithItsError(String name, String direction, String hex, String error) {
        byte[] frame = HexFormat.of().parseHex(hex);

        assertThat(decode(direction, frame, frame.length)).isEqualTo("-1 !" + error);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessions")
    void everyFrameOfASessionMeansWhatIsWrittenThere(Path file) throws IOException {
        ConnectionReader connection = new ConnectionReader();
        List<String[]> rows = rows(file, 3).toList();
        for (String[] row : rows) {
            assertThat(connection.read(row[0].equals(">"), HexFormat.of().parseHex(row[1])))
                    .as(row[1])
                    .isEqualTo(row[2]);
        }
        assertThat(rows.subList(0, rows.size() - 1)).noneMatch(row -> row[2].startsWith("!"));
    }

    static Stream<Object[]> validRows() throws IOException {
        return valid().map(row -> new Object[] {row[0], row[1], row[2], row[3]});
    }

    static Stream<Object[]> invalidRows() throws IOException {
        return invalid().map(row -> new Object[] {row[0], row[1], row[2], row[3]});
    }

    private static String decode(String direction, byte[] bytes, int limit) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        FrameText text = new FrameText();
        int frameMax = direction.endsWith("-first") ? Limits.FRAME_MAX_BEFORE_WELCOME : Limits.FRAME_MAX;
        int consumed = direction.startsWith("c")
                ? ClientFrameDecoder.decode(buffer, 0, limit, frameMax, text)
                : ServerFrameDecoder.decode(buffer, 0, limit, frameMax, text);
        if (text.error != null) {
            assertThat(text.lines).isEmpty();
            return consumed + " !" + text.error;
        }
        return consumed + " " + (consumed <= 0 ? "" : text.lines.isEmpty() ? "IGNORED" : text.last());
    }

    static Stream<String[]> rows(Path file, int columns) throws IOException {
        return Objects.requireNonNull(Files.readAllLines(file)).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split(" \\| ", columns));
    }
}
