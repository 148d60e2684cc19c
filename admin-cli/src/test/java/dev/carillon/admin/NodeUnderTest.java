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
    private final Process process;
    private final String admin;

    private NodeUnderTest(Process process, String admin) {
        this.process = process;
        this.admin = admin;
    }

    /** Starts one with its files in {@code folder}; it serves when this returns. */
    static NodeUnderTest start(Path folder, List<String> options) throws IOException {
        Files.createDirectories(folder);
        Path ready = folder.resolve("ready");
        Path log = folder.resolve("log");
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
                "--http-port=-1",
                "--admin-port=0",
                "--set=data.segment=256KiB",
                "--data=" + folder.resolve("data"),
                "--ready-file=" + ready));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(ready) || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return new NodeUnderTest(
                process, "127.0.0.1:" + Files.readString(ready).replaceAll(".*\"admin_port\":([0-9]+).*\\s*", "$1"));
    }

    /** Where it answers operators. */
    String admin() {
        return admin;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
