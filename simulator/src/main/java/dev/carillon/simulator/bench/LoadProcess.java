package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs a step of a workload in a client process of its own: {@link LoadStepMain}, whose rows become ours. A client
 * process ends when its standard input does, so none outlives this one.
 */
final class LoadProcess {
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseParallelGC", "-Xmx3g");
    private static final long END_SECONDS_MAX = 10;

    private final Bench bench;
    private final NodeUnderTest node;
    private final String workload;

    LoadProcess(Bench bench, NodeUnderTest node, String workload) {
        this.bench = bench;
        this.node = node;
        this.workload = workload;
    }

    /** Runs a step to its end; its rows go to the report. */
    void run(String step, List<String> arguments) throws InterruptedException {
        try {
            Process process = start(step, arguments);
            try (BufferedReader in = reader(process)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    bench.report().accept(Row.parse(line));
                }
            }
            if (process.waitFor() != 0) {
                throw new LoadException("the load client's step '" + step + "' did not come to its end");
            }
        } catch (IOException e) {
            throw new LoadException("the load client's process failed: " + e.getMessage());
        }
    }

    /** Connects sessions and returns when all are there; they stay until closed. */
    Held hold(int first, int sessions) throws InterruptedException {
        Process process = null;
        try {
            process = start("hold", List.of("--base=" + first, "--sessions=" + sessions));
            String line = reader(process).readLine();
            if (line == null) {
                throw new LoadException(sessions + " sessions could not be connected");
            }
            return new Held(process, Row.parse(line).value());
        } catch (IOException e) {
            throw new LoadException("the load client's process failed: " + e.getMessage());
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private Process start(String step, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                step,
                "--host=" + node.host(),
                "--port=" + node.port(),
                "--pid=" + node.pids().stream().map(String::valueOf).collect(Collectors.joining(",")),
                "--client-loops=" + bench.options().clientLoops,
                "--workload=" + workload));
        all.addAll(arguments);
        return new ProcessBuilder(JavaCommand.of(LoadStepMain.class.getName(), JVM_OPTIONS, all))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Sessions in a client process, connected until closed. */
    record Held(Process process, double connectSeconds) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
