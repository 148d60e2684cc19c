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
        assertThat(plan.path("death").path("survivors").asInt())
                .isEqualTo(plan.path("nodes").asInt() - 1);
        assertThat(plan.path("death").path("cpu_share_right_after").asDouble())
                .isGreaterThan(plan.path("death").path("cpu_share_before").asDouble());
        assertThat(plan.path("split").path("steps").path(0).path("users").asLong())
                .isGreaterThanOrEqualTo(10_000_000);
        assertThat(plan.path("split").path("users_that_fill_the_partitions").asLong())
                .isPositive();
        assertThat(said()).contains("  death       A node dies: ", "  split       Up to how many users: ");
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
    void aComparisonThatMakesNoSenseMeasuresNothing() {
        assertThat(run("check", "--nodes", "0")).isEqualTo(2);
        assertThat(run("check", "--rates", "300,0")).isEqualTo(2);
        assertThat(run("check", "--tolerance", "some")).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .isEqualTo("capacity: --nodes are 1 to 9; one is 0. Nothing was measured.\n"
                        + "capacity: --rates are at least 1; one is 0. Nothing was measured.\n"
                        + "capacity: --tolerance is 'some'; it must be a share such as 20%. Nothing was measured.\n");
        assertThat(said()).isEmpty();
    }

    @Test
    void costsOfAnOlderFormAreRefusedWithTheirPlace() throws IOException {
        Path old = Files.writeString(folder.resolve("old.json"), "{\"cpu_us\": {\"accepted\": 10}}");
        assertThat(run("--costs", old.toString())).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains("is missing in \"rounds\"");
    }

    @Test
    void aFileThatIsThereIsNotOverwrittenByMeasuring() throws IOException {
        Path file = Files.writeString(folder.resolve("costs.json"), "mine");
        assertThat(run("measure", "--out", file.toString())).isEqualTo(2);
        assertThat(file).hasContent("mine");
    }
}
