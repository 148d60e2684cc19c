package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of costs, whole and broken. */
class CostsFileTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("costs.json"), text);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Costs costs = CostsFile.standard();
        assertThat(CostsFile.read(file(CostsFile.text(costs)))).isEqualTo(costs);
    }

    @Test
    void thoseOfTheBuildSayWhereTheyComeFrom() {
        assertThat(CostsFile.standard().provenance()).containsKeys("measured", "command", "machine");
    }

    @Test
    void mistakesAreNamedWithTheirPlace() throws IOException {
        Path file = file("{\n  \"cpu_us\": {\n    \"accepted\": \"much\"\n  }\n}");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> CostsFile.read(file))
                .withMessage(file + ":3:17: \"accepted\" is a number from 0");
    }

    @Test
    void whatIsNoJsonIsNamedWithItsPlace() throws IOException {
        Path file = file("{\n  \"cpu_us\": {,\n");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> CostsFile.read(file))
                .withMessageStartingWith(file + ":2:")
                .withMessageContaining("this is not JSON");
    }

    @Test
    void anUnknownGroupIsRefused() throws IOException {
        Path file = file("{\"cpu\": {}}");
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> CostsFile.read(file))
                .withMessageContaining("nothing is known about \"cpu\"");
    }

    @Test
    void aMissingCostIsNamed() throws IOException {
        String whole = CostsFile.text(CostsFile.standard());
        Path file = file(whole.replaceAll("\"relayed\" : [0-9.E]+,\\s*\"delivered\"", "\"delivered\""));
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> CostsFile.read(file))
                .withMessageContaining("\"relayed\" is missing in \"cpu_us\"");
    }
}
