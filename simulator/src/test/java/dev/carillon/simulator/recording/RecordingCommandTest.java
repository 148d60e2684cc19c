package dev.carillon.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecordingCommandTest {
    private static final String TRACE = "utc\tchannel\tfrom\tto\ttext\n"
            + "2004-12-25T09:14Z\t#c\tu1\tu2\thi there\n"
            + "2004-12-25T09:14Z\t#c\tu3\t\tdoes anybody know?\n"
            + "2004-12-25T09:15Z\t#c\tu2\tu1\tyes\n";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new RecordingCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private Path imported() throws Exception {
        Path trace = Files.writeString(folder.resolve("trace.tsv"), TRACE);
        Path file = folder.resolve("trace.rec");
        assertThat(run("import", trace.toString(), "--out", file.toString())).isZero();
        return file;
    }

    @Test
    void aTraceBecomesARecordingOfItsSends() throws Exception {
        Path file = imported();
        List<Event> read = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            assertThat(reader.header().kind()).isEqualTo(RecordingHeader.Kind.IMPORT);
            assertThat(reader.read(read::add).isWhole()).isTrue();
        }

        assertThat(read).hasSize(2);
        assertThat(read.get(1)).isInstanceOfSatisfying(Event.Sent.class, sent -> {
            assertThat(sent.by().user()).isEqualTo("u2");
            assertThat(sent.to()).isEqualTo("u1");
            assertThat(sent.atUs()).isEqualTo(60_000_000);
            assertThat(new String(sent.payload(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("yes");
        });
    }

    @Test
    void showSaysWhatThereIs() throws Exception {
        Path file = imported();

        assertThat(run("show", file.toString(), "--json")).isZero();

        assertThat(out.toString()).contains("import of trace.tsv").contains("2 devices");
        assertThat(out.toString().lines().reduce("", (a, b) -> b))
                .startsWith("{")
                .contains("\"sent\":2")
                .contains("\"users\":2")
                .contains("\"seconds\":60.000");
    }

    @Test
    void showSaysWhatIsMissing() throws Exception {
        Path file = imported();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));

        assertThat(run("show", file.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("The file was cut off: its last");
    }

    @Test
    void filesThatMakeNoSenseEndWithASentence() throws Exception {
        Path file = imported();

        assertThat(run("show", folder.resolve("trace.tsv").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("trace.tsv is no recording: it does not begin as one.");
        assertThat(run("import", folder.resolve("trace.tsv").toString(), "--out", file.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("exists; recordings are never written over");
    }
}
