package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code node}: runs until it is told to stop. */
@Command(
        name = "node",
        description = "Runs a node until it is stopped (Ctrl-C or SIGTERM stop it cleanly).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon node --insecure-dev",
            "  carillon token init --key-file carillon.keys",
            "  carillon node --key-file carillon.keys --data /var/lib/carillon",
            "  carillon node --config carillon.yaml --set limits.inbox-age=7d",
            "  carillon node --config carillon.yaml --supervised",
            "",
            "Exit codes: 0 stopped cleanly, 1 could not start, 2 wrong command line or configuration,",
            "70 had to stop while running, 71 stopped, but stop.timeout was over before all was done, 72 stopped because an",
            "operator asked for a restart ('carillon node restart').",
            "What was acked is safe in each case; standard error says why."
        })
final class NodeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write pid and ports as JSON there once clients are served.")
    private @Nullable Path readyFile;

    private volatile boolean restart;

    /** For picocli's own tools, which make commands without running them. */
    NodeCommand() {
        this(Surroundings.REAL);
    }

    NodeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config config = options.config(System.getenv());
        Node node = Node.start(config, surroundings);
        // A JVM that a signal ends leaves with 128 + signal; a clean stop is a success, so the hook ends it itself.
        Thread onSignal = new Thread(
                () -> {
                    boolean clean = node.stop();
                    Runtime.getRuntime()
                            .halt(restart ? ExitCode.RESTART : clean ? ExitCode.OK : ExitCode.STOP_CUT_SHORT);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        announce(config, node);
        if (node.awaitEnd() == EndOfRun.RESTART) {
            restart = true;
            // Ends through the hook, so that a signal and a restart that meet stop the node once.
            System.exit(ExitCode.RESTART);
        }
        node.abandon();
        Runtime.getRuntime().halt(ExitCode.NODE_FAILED);
        return ExitCode.NODE_FAILED;
    }

    private void announce(Config config, Node node) throws IOException {
        Path file = readyFile;
        if (file != null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("pid", ProcessHandle.current().pid());
            fields.put("host", config.text(Settings.LISTEN_HOST));
            fields.put("port", node.port());
            fields.put("http_port", node.httpPort());
            fields.put("admin_port", node.adminPort());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, Json.object(fields) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String http = node.httpPort() < 0
                ? ""
                : ", http://" + config.text(Settings.HTTP_HOST) + ":" + node.httpPort() + "/metrics";
        out.println("Ready: clients on " + config.text(Settings.LISTEN_HOST) + ":" + node.port() + http + ", data in "
                + config.text(Settings.DATA_FOLDER) + ", durability " + config.text(Settings.DATA_DURABILITY) + ".");
        out.flush();
    }
}
