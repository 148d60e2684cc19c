package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The demonstration as it is, short: real node processes, real clients, a real kill. */
@Tag("clusters")
class DemoEndToEndTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new DemoCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(args);
    }

    private long figure(String name) {
        List<String> lines = out.toString().lines().toList();
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(lines.get(lines.size() - 1));
        assertThat(found.find()).as("%s in %s", name, out).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void everythingAckedIsDeliveredOnceAndInOrderAcrossAKill() {
        int status = run("--nodes=1", "--rows=6000", "--kills=1", "--json");

        assertThat(status).as("%s", out).isZero();
        assertThat(figure("acked")).isEqualTo(6_000);
        assertThat(figure("delivered")).isEqualTo(6_000);
        assertThat(figure("lost") + figure("duplicated") + figure("out_of_order") + figure("failed"))
                .isZero();
        assertThat(figure("kills")).isEqualTo(1);
        assertThat(figure("unacked_at_kill")).isGreaterThanOrEqualTo(100);
    }

    /** How many sends the kill meets depends on who leads what, so it is the verdict's figures that are asked for here. */
    @Test
    void aClusterGoesOnWithoutTheNodeThatIsKilledAndWhileNodesComeAndGo() {
        run("--nodes=3", "--rows=6000", "--kills=1", "--patience=90", "--json");

        assertThat(figure("acked")).as("%s", out).isEqualTo(6_000);
        assertThat(figure("delivered")).isEqualTo(6_000);
        assertThat(figure("lost") + figure("duplicated") + figure("out_of_order") + figure("failed"))
                .isZero();
        assertThat(figure("nodes")).isEqualTo(3);
        assertThat(figure("kills")).isEqualTo(1);
        assertThat(figure("unacked_at_kill")).isPositive();
        assertThat(figure("failover_ms_max")).isPositive();
        assertThat(figure("joins")).as("%s", out).isEqualTo(1);
        assertThat(figure("drains")).isEqualTo(1);
        assertThat(figure("moves")).isGreaterThan(64);
    }

    @Test
    void aRecordingIsReplayedAndKeepsItsDataWhereItWasTold() throws Exception {
        Path file = Files.writeString(
                folder.resolve("short.tsv"),
                "utc\tchannel\tfrom\tto\ttext\n"
                        + "2004-12-25T09:14Z\t#c\tu1\tu2\thi there\n"
                        + "2004-12-25T09:14Z\t#c\tu3\t\tdoes anybody know?\n"
                        + "2004-12-25T09:15Z\t#c\tu2\tu1\t\n"
                        + "2004-12-25T09:16Z\t#c\tu2\tu2\tnote\n");
        Path data = folder.resolve("kept");

        int status = run("--nodes=1", "--traffic", file.toString(), "--kills=0", "--data", data.toString(), "--json");

        assertThat(status).as("%s", out).isZero();
        assertThat(figure("skipped")).isEqualTo(1);
        assertThat(figure("acked")).isEqualTo(3);
        assertThat(data.resolve("data")).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({"drop,lost", "repeat,duplicated", "swap,out_of_order"})
    void sabotageTurnsTheVerdictRed(String kind, String figure) {
        int status = run(
                "--nodes=1",
                "--rows=1500",
                "--kills=0",
                "--patience=2",
                "--sabotage=" + kind,
                "--json",
                "--data=" + folder);

        assertThat(status).as("%s", out).isEqualTo(1);
        assertThat(figure(figure)).isPositive();
        assertThat(out.toString()).contains("RED:").doesNotContain("GREEN");
    }
}
