package dev.carillon.simulator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeProcessTest {
    @TempDir
    Path folder;

    private NodeProcess node = nodeWith();

    private NodeProcess nodeWith(String... options) {
        Path home = folder == null ? Path.of(".") : folder;
        return new NodeProcess(ObedientNode.class.getName(), home.resolve("data"), home, 0, () -> List.of(options));
    }

    @AfterEach
    void endTheChild() throws InterruptedException {
        node.stop();
    }

    @Test
    void startsAgainOnTheSamePortAfterAKill() throws Exception {
        node = nodeWith();
        node.start();
        int port = node.port();
        long first = node.pid();
        assertThat(port).isPositive();
        assertThat(node.isAlive()).isTrue();

        node.kill();
        assertThat(node.isAlive()).isFalse();
        node.start();

        assertThat(node.port()).isEqualTo(port);
        assertThat(node.pid()).isNotEqualTo(first);
    }

    @Test
    void saysWhatTheNodeSaidWhenItDoesNotStart() {
        node = nodeWith("--refuse");

        assertThatThrownBy(() -> node.start())
                .isInstanceOf(NodeStartException.class)
                .hasMessageContaining("status 3")
                .hasMessageContaining("the data folder is broken");
    }

    @Test
    void stopsWhenAsked() throws Exception {
        node = nodeWith();
        node.start();

        boolean clean = node.stop();

        assertThat(clean).isTrue();
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void takesOverWhatAnEarlierCommandStarted() throws Exception {
        node = nodeWith();
        node.start();
        node.letGo();
        NodeProcess later = new NodeProcess(
                ObedientNode.class.getName(), folder.resolve("data"), folder, node.port(), List::<String>of);
        later.takeOver(ProcessHandle.of(node.pid()).orElseThrow(), 7491);

        assertThat(later.isAlive()).isTrue();
        assertThat(later.workingPid()).isEqualTo(node.pid());
        assertThat(later.adminPort()).isEqualTo(7491);
        later.kill();
        assertThat(node.isAlive()).isFalse();
        node = later;
        later.start();

        assertThat(later.isAlive()).isTrue();
        assertThat(folder.resolve("node-1.log")).exists();
        assertThat(later.log()).isEqualTo(folder.resolve("node-2.log"));
    }

    @Test
    void doesNotCallAKillAStop() throws Exception {
        node = nodeWith();
        node.start();
        node.kill();

        assertThat(node.stop()).isFalse();
    }

    @Test
    void aChildEndsWithItsParentUnlessItWasLetGo() throws Exception {
        Path ready = folder.resolve("ready");
        Process child = child(ready);
        OutputStream fromParent = child.getOutputStream();
        awaitReady(ready, child);

        fromParent.close(); // what the system does when the parent dies

        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(ChildMain.ORPHANED);
    }

    @Test
    void aChildThatWasLetGoLivesOn() throws Exception {
        Path ready = folder.resolve("ready");
        Process child = child(ready);
        awaitReady(ready, child);

        try (OutputStream fromParent = child.getOutputStream()) {
            fromParent.write(ChildMain.LET_GO);
        }

        assertThat(child.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        child.destroyForcibly().waitFor();
    }

    private Process child(Path ready) throws Exception {
        List<String> arguments = List.of("--port", "0", "--ready-file", ready.toString());
        return new ProcessBuilder(JavaCommand.of(ObedientNode.class.getName(), List.of(), arguments))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }

    private static void awaitReady(Path ready, Process child) throws InterruptedException {
        for (int i = 0; i < 3_000 && ReadyFile.port(ready) == 0; i++) {
            assertThat(child.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(ReadyFile.port(ready)).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"pid\":17,\"port\":7401,\"http_port\":-1}\n'|7401",
                "'{\"http_port\":7480, \"port\": 7402}\n'|7402",
                "'{\"pid\":17,\"port\":74'|0",
                "''|0"
            })
    void readsThePortOnceTheReadyFileIsComplete(String content, int port) throws Exception {
        Path ready = Files.writeString(folder.resolve("ready"), content);

        assertThat(ReadyFile.port(ready)).isEqualTo(port);
    }
}
