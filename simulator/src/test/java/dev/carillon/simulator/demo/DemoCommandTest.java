package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command refuses before it starts anything. */
class DemoCommandTest {
    @TempDir
    Path folder;

    private final StringWriter errors = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new DemoCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors))
                .execute(args);
    }

    @Test
    void namesTheLineOfABadFile() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.tsv"), "unix_s\tfrom\tto\nnoon\ta\tb\n");

        assertThat(run("--traffic", file.toString())).isEqualTo(2);
        assertThat(errors.toString())
                .startsWith(file + ", line 2: 'noon' is no time in seconds since 1970. Nothing was started.");
    }

    @Test
    void saysThatAFileIsMissingOrAddressesNobody() throws Exception {
        assertThat(run("--traffic", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("no such file");

        Path file = Files.writeString(folder.resolve("lonely.tsv"), "unix_s\tfrom\tto\n1\ta\t\n");
        assertThat(run("--traffic", file.toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("nothing to replay");
    }

    @Test
    void doesNotTouchADataFolderThatHoldsSomething() throws Exception {
        Files.writeString(folder.resolve("precious"), "data");

        assertThat(run("--rows", "10", "--data", folder.toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("is not empty. Nothing was touched");
        assertThat(folder.resolve("precious")).hasContent("data");
    }

    @ParameterizedTest
    @CsvSource({
        "--kills,-1",
        "--kills,101",
        "--speed,-2",
        "--patience,0",
        "--port,70000",
        "--rows,0",
        "--sabotage,explode",
        "--seed,x"
    })
    void refusesValuesThatMakeNoSense(String option, String value) {
        assertThat(run(option + "=" + value)).isEqualTo(2);
        assertThat(errors.toString()).contains(option);
    }
}
