package dev.carillon.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.simulator.process.NodeProcess;
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

    /** On a node that checks tokens and tells its figures, as one somewhere else would. */
    @Test
    @Tag("clusters")
    void whatIsDeliveredTwiceTurnsTheVerdictRed() throws Exception {
        String keys = file(
                "carillon.keys",
                TokenKeys.of(new TokenKey(1, new byte[32])).first().line() + "\n");
        int port = Ports.below();
        NodeProcess node = new NodeProcess(
                "dev.carillon.node.boot.NodeMain",
                folder.resolve("data"),
                folder,
                port,
                () -> List.of("--key-file=" + keys, "--http-port=" + (port + 1), "--admin-port=-1"));
        String small = SCENARIO.replace("2500ms", "2s").replace("1500ms", "300ms");
        try {
            node.start();
            int status = run(
                    "run",
                    file("tiny.yaml", small),
                    "--server=127.0.0.1:" + port,
                    "--key-file=" + keys,
                    "--metrics=127.0.0.1:" + (port + 1),
                    "--sabotage=repeat",
                    "--out=" + folder.resolve("results"));

            assertThat(status).as("%s", out).isEqualTo(1);
        } finally {
            node.destroy();
        }
        assertThat(out.toString())
                .contains("broken    NoDuplicate", "duplicated: row ", "BROKEN    duplicates == 0", "RED: ")
                .doesNotContain("GREEN");
        assertThat(folder.resolve("results/report.json")).content().contains("CPU of the nodes", "Memory of the nodes");
    }

    @Test
    @Tag("clusters")
    void aClusterThatRunsIsHurtAndGoesOnAsItWas() throws Exception {
        Path home = folder.resolve("cluster");
        String ports = Integer.toString(Ports.below());
        String chaos = file(
                "chaos.yaml",
                "faults:\n  - { at: 300ms, kind: pause, node: 1, for: 200ms }\n  - { at: 700ms, kind: kill, for: 300ms }\n");
        String cut = file("cut.yaml", "faults:\n  - { at: 1s, kind: cut, for: 1s }\n");
        assertThat(cluster("start", "--nodes=1", "--ports=" + ports, "--data=" + home))
                .as("%s", out)
                .isZero();
        try {
            String tiny = file("tiny.yaml", SCENARIO);
            assertRefused(
                    "a cut needs nodes that the run starts itself", "run", tiny, "--cluster=" + home, "--chaos=" + cut);
            int status = run(
                    "run",
                    tiny,
                    "--cluster=" + home,
                    "--chaos=" + chaos,
                    "--out=" + folder.resolve("results"),
                    "--json");

            assertThat(status).as("%s", out).isZero();
            assertThat(out.toString()).contains("node 1 stood still", "node 1 was killed with -9 and started again");
            assertThat(folder.resolve("results/report.json"))
                    .content()
                    .contains("CPU of the nodes", "Memory of the nodes");
        } finally {
            out.getBuffer().setLength(0);
            assertThat(cluster("stop", "--data=" + home)).isZero();
        }
        // The one that runs now is the one that chaos has started.
        assertThat(out.toString()).contains("Ended 1 node");
        assertRefused("No cluster runs in ", "run", "chat-day", "--cluster=" + home);
    }

    private int cluster(String... args) {
        return SimulatorMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(
                        Stream.concat(Stream.of("cluster"), Arrays.stream(args)).toArray(String[]::new));
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
        assertRefused("leave out the faults, or --server", "run", tiny, "--server=127.0.0.1:7401", "--chaos=" + far);
        assertRefused("there is no node 7", "run", tiny, "--chaos=" + far);
        assertRefused("would end after the last phase", "run", tiny, "--chaos=" + late);
        assertRefused("none can be drained", "run", tiny, "--chaos=" + soon);
        assertRefused("it is HOST:PORT, not here", "run", tiny, "--server=here");
        assertRefused("--server and --cluster both", "run", tiny, "--server=127.0.0.1:7401", "--cluster=here");
        assertRefused("--key-file is for nodes that --server names", "run", tiny, "--key-file=keys");
        assertRefused("there is no key file none", "run", tiny, "--server=127.0.0.1:9", "--key-file=none");
        assertRefused(
                "no node answers at http://127.0.0.1:9/", "run", tiny, "--server=127.0.0.1:9", "--metrics=127.0.0.1:9");
        assertRefused("No cluster runs in ", "run", tiny, "--cluster=" + folder.resolve("nowhere"));
        assertRefused("--scale must be above 0", "run", tiny, "--scale=0");
        assertRefused("weak networks need nodes on this machine", "run", tiny, "--server=10.0.0.1:7401");
        assertRefused("s.yaml:1:1: nam is no key", "run", file("s.yaml", "nam: x\n"));
    }

    private void assertRefused(String sentence, String... args) {
        out.getBuffer().setLength(0);
        assertThat(run(args)).as("%s", out).isEqualTo(2);
        assertThat(out.toString()).contains(sentence).doesNotContain("Exception", "Usage:");
    }

    /** What is in the documentation can be copied out of it. */
    @Test
    void theScenarioOfTheDocumentationIsOne() throws IOException {
        String page = Files.readString(Path.of("README.md"));
        int from = page.indexOf("# yaml-language-server");
        String scenario = file("documented.yaml", page.substring(from, page.indexOf("```", from)));
        assertThat(run("scenario", "check", scenario)).as("%s", out).isZero();
        assertThat(out.toString()).contains("documented.yaml: fine");
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
