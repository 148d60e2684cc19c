package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process of its own: killed, stopped, started twice. */
class NodeProcessTest {
    private static final int READY_SECONDS = 60;

    @TempDir
    private Path folder = Path.of("");

    private final List<Process> processes = new ArrayList<>();
    private int starts;

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void nothingAckedIsLostOrDoubledWhenTheProcessIsKilled() throws Exception {
        killLoop(3, 1);
    }

    @Test
    @Tag("long")
    void nothingAckedIsLostOrDoubledInManyKills() throws Exception {
        for (long seed = 2; seed < 7; seed++) {
            killLoop(10, seed);
        }
    }

    /** Sends from two devices to a third over several lives of the node, each ended with -9 amid the sending. */
    private void killLoop(int kills, long seed) throws Exception {
        Random random = new Random(seed);
        TestDevice alice = TestTokens.device("alice-" + seed, 1);
        TestDevice carol = TestTokens.device("carol-" + seed, 2);
        TestDevice bob = TestTokens.device("bob-" + seed, 3);
        int[] sent = {0, 0};
        int unackedAtKills = 0;
        for (int life = 0; life < kills; life++) {
            Process process = start();
            int port = port();
            bob.connect(port);
            bob.close();
            alice.connect(port);
            carol.connect(port);
            for (int round = 0; round < 3 + random.nextInt(5); round++) {
                sendSome(alice, "a", bob.user, sent, 0);
                sendSome(carol, "c", bob.user, sent, 1);
                alice.await(() -> alice.unackedCount() < 50);
                carol.await(() -> carol.unackedCount() < 50);
            }
            sendSome(alice, "a", bob.user, sent, 0);
            sendSome(carol, "c", bob.user, sent, 1);
            process.destroyForcibly().waitFor();
            drain(alice);
            drain(carol);
            unackedAtKills += alice.unackedCount() + carol.unackedCount();
        }
        assertThat(unackedAtKills).as("the kills came amid the sending").isPositive();
        Process last = start();
        int port = port();
        alice.connect(port).await(() -> alice.unackedCount() == 0);
        carol.connect(port).await(() -> carol.unackedCount() == 0);
        bob.connect(port);
        while (bob.texts().size() < sent[0] + sent[1]) {
            int before = bob.ack().received.size();
            bob.await(() -> bob.received.size() > before);
        }
        assertThat(from(bob, alice)).isEqualTo(numbered("a", sent[0]));
        assertThat(from(bob, carol)).isEqualTo(numbered("c", sent[1]));
        assertThat(bob.received).hasSize(sent[0] + sent[1]);
        last.destroyForcibly().waitFor();
    }

    @Test
    void sigtermIsACleanStopWithExitCodeZero() throws Exception {
        Process process = start();
        TestDevice alice = TestTokens.device("alice", 1).connect(port());
        alice.send("bob", "x").await(() -> alice.acked == 1);
        process.destroy();
        alice.awaitEnd();
        assertThat(alice.goodbyes).isEqualTo(1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
    }

    @Test
    void aSecondNodeOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
        Process first = start();
        int port = port();
        Process second = launch();
        assertThat(second.waitFor(READY_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.FAILED);
        assertThat(log()).contains("in use by process " + first.pid()).doesNotContain("\tat ");
        TestTokens.device("alice", 1).connect(port).close();
    }

    private static void sendSome(TestDevice device, String prefix, String to, int[] sent, int index)
            throws IOException {
        for (int i = 0; i < 40; i++) {
            device.queue(to, prefix + sent[index]++, false);
        }
        device.flush();
    }

    /** Takes in the acks that had left the node before it died. */
    private static void drain(TestDevice device) throws IOException {
        device.awaitEnd();
        device.close();
    }

    private static List<String> from(TestDevice bob, TestDevice sender) {
        return bob.received.stream()
                .filter(message -> message.from().equals(sender.user))
                .map(TestDevice.Received::text)
                .toList();
    }

    private static List<String> numbered(String prefix, int count) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expected.add(prefix + i);
        }
        return expected;
    }

    private Process start() throws IOException {
        Process process = launch();
        await().atMost(Duration.ofSeconds(READY_SECONDS))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!process.isAlive() && !Files.exists(readyFile())) {
                        fail("the node ended with " + process.exitValue() + ":\n" + log());
                    }
                    return Files.exists(readyFile());
                });
        return process;
    }

    private Process launch() throws IOException {
        starts++;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                "node",
                "--port=0",
                "--http-port=-1",
                "--admin-port=0",
                "--partitions=8",
                "--set=data.segment=256KiB",
                "--data=" + folder.resolve("data"),
                "--key-file=" + TestTokens.writeKeyFile(folder),
                "--ready-file=" + readyFile()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path readyFile() {
        return folder.resolve("ready-" + starts);
    }

    private Path logFile() {
        return folder.resolve("log-" + starts);
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }

    private int port() throws IOException {
        String ready = Files.readString(readyFile());
        return Integer.parseInt(ready.replaceAll(".*\"port\":([0-9]+).*\\s*", "$1"));
    }
}
