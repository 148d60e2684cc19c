package dev.carillon.simulator.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A planted bug lives as long as its process, so each is looked for in one of its own. */
class BugTest {
    private static final Pattern PROMISE = Pattern.compile("^seed [0-9]+: ([A-Za-z]+): ", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile("(?m)^  \\./carillon (sim seeds --first \\d+ .*)$");

    private record Ended(int status, String out) {}

    private static Ended run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        JavaCommand.of("dev.carillon.simulator.SimulatorMain", List.of("-XX:+UseSerialGC"), words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out);
    }

    @ParameterizedTest
    @EnumSource(names = {"ELECTED_ALONE", "RELAY_POSITION_NOT_KEPT", "HIGH_WATER_NOT_WRITTEN", "STORE_NOT_FLUSHED"})
    void aPlantedBugIsFound(Bug bug) throws Exception {
        BugHunt.Found found = new BugHunt(1, 6).look(bug);
        assertThat(found.seeds()).isEqualTo(6);
        assertThat(found.failed()).as(found.toString()).isPositive();
        assertThat(found.promises()).isNotEmpty();
    }

    /** Of a bug that nothing but a crash can show, so that no seed breaks anything without a fault. */
    @Test
    void whatIsPrintedBreaksTheSamePromiseWithFewerFaults() throws Exception {
        Ended first = run(List.of("sim", "seeds", "--bug", "log-not-synced", "--until-found", "--count", "20"));
        assertThat(first.status).as(first.out).isEqualTo(1);
        assertThat(first.out).contains("broken by");
        Matcher promise = PROMISE.matcher(first.out);
        assertThat(promise.find()).as(first.out).isTrue();
        Matcher command = COMMAND.matcher(first.out);
        assertThat(command.find()).as(first.out).isTrue();
        List<String> words = new ArrayList<>(Arrays.asList(command.group(1).split(" ")));
        assertThat(words).contains("--faults", "--bug");
        words.add("--no-shrink");
        Ended again = run(words);
        assertThat(again.status).as(again.out).isEqualTo(1);
        assertThat(again.out).contains(": " + promise.group(1) + ": ");
    }
}
