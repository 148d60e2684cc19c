package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command, as it is called. */
class CapacityCommandTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    private static int run(String... words) {
        return new CommandLine(new CapacityCommand()).execute(words);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private JsonNode lastLine() throws IOException {
        return new ObjectMapper().readTree(said().lines().reduce("", (before, line) -> line));
    }

    @Test
    void theDefaultsGiveAPlan() throws IOException {
        assertThat(run("--users", "10M", "--json")).isZero();
        JsonNode plan = lastLine();
        assertThat(plan.path("verdict").asText()).isEqualTo("green");
        assertThat(plan.path("users").asLong()).isEqualTo(10_000_000);
        assertThat(plan.path("nodes").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(plan.path("cpu_share").asDouble()).isBetween(0.001, 0.6);
        assertThat(said()).contains("GREEN: ", "runs out first", "10 million users");
    }

    @Test
    void aClusterThatIsTooSmallIsRed() throws IOException {
        assertThat(run("--users", "100M", "--nodes", "3", "--json")).isEqualTo(1);
        assertThat(lastLine().path("verdict").asText()).isEqualTo("red");
        assertThat(said()).contains("RED: 3 nodes", "are not enough");
    }

    @Test
    void thePageIsWritten() throws IOException {
        Path page = folder.resolve("plan.html");
        assertThat(run("--users", "10M", "--html", page.toString())).isZero();
        assertThat(Files.readString(page))
                .contains("Nodes by users", "What the others carry after a death", "sim capacity --users 10M --html");
    }

    @Test
    void whatMakesNoSenseIsASentence() {
        assertThat(run("--users", "many")).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .isEqualTo("capacity: --users is 'many'; it must be a number such as 500k or 10M. Nothing was done.\n");
    }

    @Test
    void aFileThatIsThereIsNotOverwrittenByMeasuring() throws IOException {
        Path file = Files.writeString(folder.resolve("costs.json"), "mine");
        assertThat(run("measure", "--out", file.toString())).isEqualTo(2);
        assertThat(file).hasContent("mine");
    }
}
