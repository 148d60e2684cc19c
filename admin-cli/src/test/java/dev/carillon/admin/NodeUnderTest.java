package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.boot.NodeMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node that is a process of its own. */
final class NodeUnderTest implements AutoCloseable {
    /** With which a node ends that an operator restarts. */
    private static final int RESTART = 72;

    private final Path folder;
    private final List<String> command;
    private volatile Process process;
    private volatile boolean closed;
    private String admin = "";

    private NodeUnderTest(Path folder, List<String> command) throws IOException {
        this.folder = folder;
        this.command = command;
        this.process = launch();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitReady() throws IOException {
        Path ready = folder.resolve("ready");
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(ready) || !process.isAlive());
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("log")))
                .isTrue();
        admin = "127.0.0.1:" + Files.readString(ready).replaceAll(".*\"admin_port\":([0-9]+).*\\s*", "$1");
    }

    /** From now on it is started again when an operator restarts it, as the launcher would do it. */
    void supervise() {
        Thread supervisor = new Thread(
                () -> {
                    try {
                        while (process.waitFor() == RESTART && !closed) {
                            process = launch();
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "supervisor");
        supervisor.setDaemon(true);
        supervisor.start();
    }

    private static List<String> command() {
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
                NodeMain.class.getName()));
        return command;
    }

    /** Runs a command of the node's module to its end. */
    static CommandRun run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = command();
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new CommandRun(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    /** Starts one with its files in {@code folder}; it serves when this returns. */
    static NodeUnderTest start(Path folder, List<String> options) throws IOException {
        Files.createDirectories(folder);
        Path ready = folder.resolve("ready");
        Files.deleteIfExists(ready);
        List<String> command = command();
        command.addAll(List.of(
                "node",
                "--http-port=-1",
                "--admin-port=" + FreePorts.find(1).get(0),
                "--set=data.segment=256KiB",
                "--data=" + folder.resolve("data"),
                "--ready-file=" + ready));
        command.addAll(options);
        NodeUnderTest node = new NodeUnderTest(folder, command);
        node.awaitReady();
        return node;
    }

    /** Where it answers operators. */
    String admin() {
        return admin;
    }

    /** As an operator would: what it has is in its state engine then. */
    void stopCleanly() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
            throw new AssertionError("the node does not stop");
        }
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
