package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command {@code token} prints, and how it ends. */
class TokenCommandTest {
    private static final long NOW = 1_800_000_000L;

    @TempDir
    private Path folder = Path.of("");

    private String keys = "";
    private long now = NOW;
    private byte secret = 3;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void useFolder() {
        keys = folder.resolve("keys").toString();
    }

    @Test
    void anIssuedTokenIsValidUntilItsTimeIsOver() {
        run("token", "init", "--key-file", keys);
        String token =
                run("token", "alice", "--key-file", keys, "--ttl", "60s").out().strip();
        Result valid = run("token", "verify", token, "--key-file", keys);
        assertThat(valid).isEqualTo(new Result(0, "valid: user alice, key 1, until 2027-01-15T08:01:00Z\n", ""));
        now = NOW + 60;
        Result late = run("token", "verify", token, "--key-file", keys);
        assertThat(late).isEqualTo(new Result(1, "", "not valid: the token has expired (TOKEN_EXPIRED)\n"));
    }

    @Test
    void aTokenOfAnotherKeyIsNotValid() {
        run("token", "init", "--key-file", keys);
        String token = run("token", "alice", "--key-file", keys).out().strip();
        secret = 4;
        String others = folder.resolve("others").toString();
        run("token", "init", "--key-file", others);
        Result result = run("token", "verify", token, "--key-file", others, "--json");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("\"valid\":false", "\"code\":\"BAD_TOKEN\"");
    }

    @Test
    void theKeyFileIsForItsOwnerOnlyAndNeverOverwritten() throws IOException {
        assertThat(run("token", "init", "--key-file", keys).exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(keys))))
                .isEqualTo("rw-------");
        String before = Files.readString(Path.of(keys));
        Result again = run("token", "init", "--key-file", keys);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("already").contains("Nothing was changed");
        assertThat(Files.readString(Path.of(keys))).isEqualTo(before);
    }

    @Test
    void jsonHasTheTokenAndItsFacts() {
        run("token", "init", "--key-file", keys);
        String out = run("token", "al\"ice", "--key-file", keys, "--json").out();
        assertThat(out)
                .startsWith("{\"user\":\"al\\\"ice\",\"token\":\"")
                .endsWith("\"key_id\":1,\"expires\":\"2027-02-14T08:00:00Z\"}\n");
    }

    @Test
    void aMissingKeyFileSaysHowToMakeOne() {
        Result result = run("token", "alice", "--key-file", keys);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("does not exist", "carillon token init --key-file " + keys);
    }

    @Test
    void aWrongCommandLineIsSaidInASentence() {
        Result nobody = run("token");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err()).startsWith("Say whom the token is for");
        Result time = run("token", "alice", "--ttl", "5x");
        assertThat(time.exitCode()).isEqualTo(2);
        assertThat(time.err()).contains("expected a time such as 90s, 15m, 12h or 30d, not \"5x\"");
        assertThat(time.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aUserIdThatIsNoneIsRefused() {
        run("token", "init", "--key-file", keys);
        Result result = run("token", "x".repeat(65), "--key-file", keys);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("1 to 64 bytes");
    }

    @Test
    void helpHasExamples() {
        assertThat(run("token", "--help").out()).contains("Examples:", "carillon token alice");
        assertThat(run("--help").out()).contains("Examples:");
    }

    private Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(() -> now, bytes -> Arrays.fill(bytes, secret), Map.of());
        CommandLine command = AdminMain.commandLine(surroundings)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int exitCode = command.execute(args);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
