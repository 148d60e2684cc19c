package dev.carillon.simulator.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.process.JavaCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A planted bug lives as long as its process, so each is looked for in one of its own. */
class BugTest {
    @Test
    void aPlantedBugIsFound() throws Exception {
        Process process = new ProcessBuilder(JavaCommand.of(
                        "dev.carillon.simulator.SimulatorMain",
                        List.of("-XX:+UseSerialGC"),
                        List.of("sim", "seeds", "--bug", "vote-not-kept", "--until-found", "--count", "20", "--json")))
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(1);
        assertThat(out).contains("SingleOwner").doesNotContain("\"failed\":0");
    }
}
