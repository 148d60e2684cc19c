package dev.carillon.simulator.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node as a process of its own, on loopback, over one data folder: start, kill with -9, start again on the same
 * port, stop. Not thread-safe, but for {@link #isAlive()} and {@link #destroy()}, which any thread may call.
 */
public final class NodeProcess {
    /** How long a node may take until it serves. Recovery of a large data folder counts. */
    public static final long READY_WITHIN_MS = 60_000;

    /** How long a node may take to end after it was asked to, before it is killed. */
    public static final long STOP_WITHIN_MS = 15_000;

    /** Lines of a node's own output that are shown when it does not start. */
    private static final int LOG_LINES_SHOWN = 12;

    private static final long READY_POLL_MS = 5;
    /** Runs a command in a session of its own, under the same process number. */
    private static final Path SESSION = Path.of("/usr/bin/setsid");

    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseParallelGC",
            "-XX:MaxTenuringThreshold=1",
            "-XX:+AlwaysPreTouch",
            "-Xms256m",
            "-Xmx1g",
            "-XX:+ExitOnOutOfMemoryError");

    private final String mainClass;
    private final Path data;
    private final Path files;
    private final Supplier<List<String>> options;
    private int port;
    private volatile int adminPort;
    private int starts;
    private List<String> moreJvmOptions = List.of();
    private @Nullable Path launcher;
    private boolean deafToTheTerminal;
    private @Nullable String classPath;
    /** Ours; null before the first start, and for one that was taken over. */
    private volatile @Nullable Process child;

    private volatile @Nullable ProcessHandle process;

    /**
     * @param mainClass of the node; it is given {@code --port --data --ready-file} and the options
     * @param data the node's data folder
     * @param files an existing folder for its output and its ready file
     * @param port to listen on; 0 for a free one, which later starts then keep
     * @param options more options, asked for at every start
     */
    public NodeProcess(String mainClass, Path data, Path files, int port, Supplier<List<String>> options) {
        this.mainClass = mainClass;
        this.data = data;
        this.files = files;
        this.port = port;
        this.options = options;
    }

    /**
     * Starts the node and waits until it serves.
     *
     * @throws NodeStartException if it does not within {@link #READY_WITHIN_MS}; the process is gone then
     */
    public void start() throws NodeStartException, InterruptedException {
        if (isAlive()) {
            throw new IllegalStateException("the node runs already");
        }
        starts++;
        Path ready = files.resolve("ready-" + starts);
        try {
            Files.deleteIfExists(ready);
            Process started = command(ready)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            child = started;
            process = started.toHandle();
            port = awaitReady(started, ready);
        } catch (IOException e) {
            throw new NodeStartException("The node's process could not be started: " + e.getMessage());
        }
    }

    /**
     * Takes over a node that runs already: one that an earlier command started over the same folders and let go.
     *
     * @param running the process of which that command noted the number
     * @param operators where it answers them; later starts say so themselves
     */
    public void takeOver(ProcessHandle running, int operators) {
        process = running;
        adminPort = operators;
        // Its output is the newest there is; the next start's must not go over it.
        while (Files.exists(files.resolve("node-" + (starts + 1) + ".log"))) {
            starts++;
        }
    }

    private ProcessBuilder command(Path ready) {
        if (launcher == null) {
            String other = classPath;
            return new ProcessBuilder(
                    other == null
                            ? JavaCommand.of(mainClass, jvmOptions(), arguments(ready))
                            : JavaCommand.of(other, mainClass, jvmOptions(), arguments(ready)));
        }
        List<String> command = new ArrayList<>();
        if (deafToTheTerminal && Files.isExecutable(SESSION)) {
            command.add(SESSION.toString());
        }
        command.addAll(List.of(launcher.toString(), "node", "--supervised"));
        command.addAll(arguments(ready));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CARILLON_JAVA_OPTS", String.join(" ", jvmOptions()));
        return builder;
    }

    /**
     * Later starts go through the launcher, which starts the node again when an operator restarts it; {@link #pid()} is the
     * launcher's then, and the node goes on when this process ends.
     */
    public void superviseWith(Path command) {
        launcher = command;
    }

    /** A Ctrl-C that ends the process which starts it again does not end the node. */
    public void ignoreTheTerminal() {
        deafToTheTerminal = true;
    }

    /** Later starts run the classes of another build. */
    public void useBuild(String otherClassPath) {
        classPath = otherClassPath;
    }

    /** Gives later starts more options of the JVM, behind those that every node gets. */
    public void addJvmOptions(List<String> more) {
        moreJvmOptions = List.copyOf(more);
    }

    private List<String> jvmOptions() {
        List<String> all = new ArrayList<>(JVM_OPTIONS);
        all.addAll(moreJvmOptions);
        return all;
    }

    private List<String> arguments(Path ready) {
        List<String> arguments = new ArrayList<>(options.get());
        arguments.addAll(
                List.of("--port", Integer.toString(port), "--data", data.toString(), "--ready-file", ready.toString()));
        return arguments;
    }

    private int awaitReady(Process started, Path ready) throws NodeStartException, InterruptedException {
        for (long waited = 0; waited < READY_WITHIN_MS; waited += READY_POLL_MS) {
            int readyPort = ReadyFile.port(ready);
            if (readyPort > 0) {
                adminPort = ReadyFile.adminPort(ready);
                return readyPort;
            }
            if (started.waitFor(READY_POLL_MS, TimeUnit.MILLISECONDS)) {
                throw new NodeStartException("The node ended at its start, with status " + started.exitValue() + ". "
                        + "The end of its output, " + log() + ":\n" + logTail());
            }
        }
        started.destroyForcibly().waitFor();
        throw new NodeStartException("The node did not serve within " + READY_WITHIN_MS / 1000
                + " s and was killed. The end of its output, " + log() + ":\n" + logTail());
    }

    /** Stops the node where it is (SIGSTOP), until it is killed; without effect where there is no such signal. */
    public void freeze() throws InterruptedException {
        signal("-STOP");
    }

    private void signal(String which) throws InterruptedException {
        try {
            new ProcessBuilder("kill", which, Long.toString(workingPid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // No such command: the kill meets what it meets.
        }
    }

    /** Lets a node go on that was stopped where it was (SIGCONT). */
    public void thaw() throws InterruptedException {
        signal("-CONT");
    }

    /** Kills the node with -9 and waits until it is gone. What it had not synced is in the kernel's hands. */
    public void kill() throws InterruptedException {
        ProcessHandle p = running();
        // One that only waits for the node first, or it might start it again.
        List<ProcessHandle> all = Stream.concat(Stream.of(p), p.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            awaitEnd(each, STOP_WITHIN_MS);
        }
    }

    /**
     * Asks the node to end, waits, and kills it if it does not. Harmless if it is gone.
     *
     * @return whether it ended as one that was asked to: with status 0, as far as a process tells it that is not ours; false if
     *     it was gone before
     */
    public boolean stop() throws InterruptedException {
        ProcessHandle p = process;
        if (p == null || (child == null && !p.isAlive())) {
            return false;
        }
        // Not Process.destroy(): that also closes the child's standard input, and the child halts where it stands.
        p.destroy();
        boolean ended = awaitEnd(p, STOP_WITHIN_MS);
        if (!ended) {
            kill();
        }
        Process ours = child;
        return ours == null ? ended : ours.waitFor() == 0;
    }

    private static boolean awaitEnd(ProcessHandle process, long withinMs) throws InterruptedException {
        try {
            process.onExit().get(withinMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends the node at once if it runs, without waiting: for shutdown hooks. */
    public void destroy() {
        ProcessHandle p = process;
        if (p != null) {
            p.descendants().forEach(ProcessHandle::destroyForcibly);
            p.destroyForcibly();
        }
    }

    /** Lets the node live on after this process. */
    public void letGo() throws IOException {
        Process ours = child;
        if (launcher != null || ours == null) {
            return;
        }
        OutputStream in = ours.getOutputStream();
        in.write(ChildMain.LET_GO);
        in.flush();
    }

    public boolean isAlive() {
        ProcessHandle p = process;
        return p != null && p.isAlive();
    }

    /** Of the process that was started. */
    public long pid() {
        return running().pid();
    }

    /** Of the node itself, which the launcher may have started in its turn. Any thread. */
    public long workingPid() {
        ProcessHandle p = running();
        return p.descendants().findFirst().orElse(p).pid();
    }

    /** Where everything durable of it lies. */
    public Path data() {
        return data;
    }

    /** Where it listens on loopback; 0 before the first start if none was given. */
    public int port() {
        return port;
    }

    /** Where operators are answered on loopback since the last start; 0 if nowhere. Any thread. */
    public int adminPort() {
        return adminPort;
    }

    /** The output of the latest start. */
    public Path log() {
        return files.resolve("node-" + starts + ".log");
    }

    private ProcessHandle running() {
        ProcessHandle p = process;
        if (p == null) {
            throw new IllegalStateException("the node was never started");
        }
        return p;
    }

    private String logTail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }
}
