package dev.carillon.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load as it is: real node and generator processes, real clients, a real kill, a network that loses its signal. */
class RunCommandTest {
    private static final String SCENARIO = """
            name: tiny
            patience: 40s
            networks:
              train: { delay: 20ms, lost-every: 1s, lost-for: 300ms, breaks: 50 % }
            personas:
              a: { users: 16, talk: 3, think: 300ms, second-device: 40 %, receipts: 40 %, reads: 50 % }
              b: { users: 8, talk: 3, think: 300ms, receipts: 20 %, network: train, online: { for: 2s, away: 500ms } }
            phases:
              - { name: one, for: 2500ms, rate: 30/s to 80/s, barrier: acked }
              - { name: two, for: 1500ms, rate: 60/s, away: [b] }
            thresholds:
              - loss == 0
              - duplicates == 0
              - lies == 0
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        return SimulatorMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(Stream.concat(Stream.of("sim"), Arrays.stream(args)).toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String lastLine() {
        List<String> lines = out.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    @Tag("clusters")
    void verdictsOfSeveralGeneratorsAddUpAcrossAKillAndLostSignals() throws IOException {
        String chaos = file("chaos.yaml", "faults:\n  - { at: 1s, kind: kill, node: 1, for: 300ms }\n");
        int status = run(
                "run",
                file("tiny.yaml", SCENARIO),
                "--nodes=1",
                "--generators=2",
                "--chaos=" + chaos,
                "--out=" + folder.resolve("results"),
                "--json");

        assertThat(status).as("%s", out).isZero();
        assertThat(lastLine()).contains("\"verdict\":\"green\"", "\"lost\":0", "\"generators\":2", "\"unsettled\":0");
        assertThat(out.toString()).contains("node 1 was killed with -9 and started again", "holds     OwnHistory");
        assertThat(folder.resolve("results/report.html")).content().contains("tiny", "kill n1");
        assertThat(folder.resolve("results/junit.xml")).content().contains("HonestReceipt", "loss == 0");
        assertThat(folder.resolve("results/report.json")).content().contains("Throughput");
    }

    @Test
    @Tag("clusters")
    void whatIsDeliveredTwiceTurnsTheVerdictRed() throws IOException {
        String small = SCENARIO.replace("2500ms", "500ms").replace("1500ms", "300ms");
        int status =
                run("run", file("tiny.yaml", small), "--nodes=1", "--sabotage=repeat", "--data=" + folder.resolve("d"));

        assertThat(status).as("%s", out).isEqualTo(1);
        assertThat(out.toString())
                .contains("broken    NoDuplicate", "duplicated: row ", "BROKEN    duplicates == 0", "RED: ")
                .doesNotContain("GREEN");
    }

    /** Every kind of harm that is not in the short one. */
    @Test
    @Tag("long")
    void everyPromiseHoldsWhateverIsDoneToTheNodes() throws IOException {
        String chaos = file("chaos.yaml", """
                faults:
                  - { at: 3s, kind: pause, node: 3, for: 3s }
                  - { at: 10s, kind: cut, for: 3s }
                  - { at: 17s, kind: slow, for: 3s }
                  - { at: 22s, kind: restart, node: 1 }
                  - { at: 35s, kind: disk-full, for: 3s }
                  - { at: 40s, kind: join }
                  - { at: 55s, kind: drain, node: 2 }
                """);
        String lasting = SCENARIO.replace("2500ms", "40s").replace("1500ms", "20s");
        int status = run("run", file("tiny.yaml", lasting), "--chaos=" + chaos, "--json");

        assertThat(status).as("%s", out).isZero();
        assertThat(out.toString()).contains("node 4 came and has its share", "node 2 has handed on all it had");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingStarts() throws IOException {
        String tiny = file("tiny.yaml", SCENARIO);
        String late = file("late.yaml", "faults:\n  - { at: 3900ms, kind: kill, for: 1s }\n");
        String far = file("far.yaml", "faults:\n  - { at: 1s, kind: restart, node: 7 }\n");
        String soon = file("soon.yaml", "faults:\n  - { at: 1s, kind: drain }\n");
        assertRefused("There is no file nowhere.yaml", "run", "nowhere.yaml");
        assertRefused("chat-dya", "run", "chat-dya");
        assertRefused("--nodes must be 1, or 3 to 9", "run", tiny, "--nodes=2");
        assertRefused("of b there are fewer", "run", tiny, "--generators=9");
        assertRefused("leave out --server, or the faults", "run", tiny, "--server=127.0.0.1:7401", "--chaos=" + far);
        assertRefused("there is no node 7", "run", tiny, "--chaos=" + far);
        assertRefused("would end after the last phase", "run", tiny, "--chaos=" + late);
        assertRefused("none can be drained", "run", tiny, "--chaos=" + soon);
        assertRefused("--server takes HOST:PORT", "run", tiny, "--server=here");
        assertRefused("weak networks need nodes on this machine", "run", tiny, "--server=10.0.0.1:7401");
        assertRefused("s.yaml:1:1: nam is no key", "run", file("s.yaml", "nam: x\n"));
    }

    private void assertRefused(String sentence, String... args) {
        out.getBuffer().setLength(0);
        assertThat(run(args)).as("%s", out).isEqualTo(2);
        assertThat(out.toString()).contains(sentence).doesNotContain("Exception");
    }

    @Test
    void scenariosAreListedShownAndChecked() throws IOException {
        assertThat(run("scenario", "list")).isZero();
        assertThat(out.toString()).contains("chat-day", "hot-inbox");
        out.getBuffer().setLength(0);
        assertThat(run("scenario", "show", "commute")).isZero();
        String shown = out.toString();
        assertThat(shown).startsWith("# yaml-language-server: $schema=");
        assertThat(run("scenario", "check", file("mine.yaml", shown))).isZero();
        assertThat(run("scenario", "check", file("wrong.yaml", shown.replace("phases:", "fases:")), "--json"))
                .isEqualTo(2);
        assertThat(lastLine()).contains("did you mean phases?");
        assertThat(run("scenario", "show", "commuter")).isEqualTo(2);
    }
}
