package dev.carillon.simulator;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.chaos.Chaos;
import dev.carillon.simulator.chaos.TargetCluster;
import dev.carillon.simulator.demo.Terminal;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.load.LiveView;
import dev.carillon.simulator.load.LoadException;
import dev.carillon.simulator.load.LoadRun;
import dev.carillon.simulator.load.RunReport;
import dev.carillon.simulator.load.RunResult;
import dev.carillon.simulator.load.RunText;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.render.HtmlReport;
import dev.carillon.simulator.report.render.JUnitReport;
import dev.carillon.simulator.report.render.JsonReport;
import dev.carillon.simulator.scenario.PlannedFault;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code carillon sim run}: reads the options and wires clock, processes, network and display. Exit status: 0 for green, 1 for a
 * broken promise or threshold, or nodes that do not start, 2 for options or files that make no sense.
 */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Puts load on a cluster, as a scenario says, and judges it.",
        description = {
            "",
            "Simulated users write when the schedule says so, whether or not answers come, and times count from when a"
                    + " message was due. Every user keeps a reference inbox: beside the figures there is a verdict on what"
                    + " was lost, duplicated, out of order or invented, and on receipts that lied. Without --server it starts"
                    + " three nodes of its own with temporary data.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim scenario list",
            "  ./carillon sim run chat-day",
            "  ./carillon sim run mine.yaml --server 127.0.0.1:7401,127.0.0.1:7402",
            "  ./carillon sim run chat-day --chaos faults.yaml --out results",
            "  ./carillon sim run hot-inbox --json | tail -1",
            "  ./carillon sim run chat-day --sabotage drop     must end red: the check can fail",
            "",
            "Exit status: 0 green, 1 a promise or a threshold is broken, 2 wrong options or files."
        })
final class RunCommand implements Callable<Integer> {
    private static final int PORTS = 65_536;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    @Parameters(
            paramLabel = "SCENARIO",
            description = "A file, or the name of a scenario that is here: 'sim scenario list'.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    String scenarioName;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Nodes that run already, and take unsigned tokens. Without it: a cluster of its own.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Nodes of its own cluster: 1, or 3 to 9 (3).")
    private int nodes;

    @Option(
            names = "--generators",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes that put the load on (1).")
    private int generators;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Seconds of the scenario in a second of the run, instead of the file's.")
    private @Nullable Double speed;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is drawn, instead of the file's.")
    private @Nullable Integer seed;

    @Option(
            names = "--chaos",
            paramLabel = "FILE",
            description = "What is done to its own cluster meanwhile: 'faults' as in a scenario, at times of the run.")
    private @Nullable Path chaosFile;

    @Option(
            names = "--sabotage",
            paramLabel = "WHAT",
            description = "Tamper with a few deliveries (drop, repeat, swap), to see the verdict turn red.")
    private Sabotage.@Nullable Kind sabotage;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "New or empty folder for its nodes' data and output, kept. Without it: a temporary one.")
    private @Nullable Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write report.html, junit.xml and report.json into this folder.")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Scenario scenario = scenario();
        List<PlannedFault> faults = faults(scenario);
        check(scenario, faults);
        if (folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw wrong("--out: " + folder + " cannot be made: " + e.getMessage() + ". Nothing was started");
            }
        }
        LiveView view = new LiveView(out(), Terminal.isInteractive(), scenario);
        if (!servers.isEmpty()) {
            List<ServerAddress> given = servers.stream().map(this::address).toList();
            String tag = Long.toString(new SplittableRandom().nextLong() & 0xff_ffffL, 36);
            return judge(
                    new LoadRun(
                            scenario,
                            text(),
                            given,
                            String.join(", ", servers),
                            null,
                            null,
                            generators,
                            tag,
                            sabotage,
                            view,
                            System::nanoTime),
                    view,
                    null);
        }
        try {
            return onItsOwn(scenario, faults, Workspace.open("sim", data), view);
        } catch (Workspace.UnusableFolderException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private int onItsOwn(Scenario scenario, List<PlannedFault> faults, Workspace workspace, LiveView view)
            throws InterruptedException, IOException {
        TargetCluster cluster = TargetCluster.lay(workspace, nodes, !faults.isEmpty(), System::nanoTime);
        Thread cleanUp = new Thread(
                () -> {
                    cluster.close();
                    workspace.clean();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try (Chaos chaos = new Chaos(cluster, faults, new SplittableRandom(scenario.seed()), System::nanoTime)) {
            cluster.start(view::line);
            List<ServerAddress> own = cluster.ports().stream()
                    .map(port -> new ServerAddress("127.0.0.1", port))
                    .toList();
            return judge(
                    new LoadRun(
                            scenario,
                            text(),
                            own,
                            nodes == 1 ? "one node of its own" : nodes + " nodes of its own",
                            cluster,
                            faults.isEmpty() ? null : chaos,
                            generators,
                            "r",
                            sabotage,
                            view,
                            System::nanoTime),
                    view,
                    workspace);
        } catch (NodeStartException e) {
            workspace.keep();
            view.line(String.valueOf(e.getMessage()));
            return 1;
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            cluster.close();
            workspace.clean();
        }
    }

    private int judge(LoadRun run, LiveView view, @Nullable Workspace workspace)
            throws InterruptedException, IOException {
        try {
            RunResult result = run.run();
            RunText.lines(result).forEach(view::line);
            if (!result.isGreen()) {
                keep(workspace, view);
            }
            if (folder != null) {
                Report report = RunReport.of(result, command());
                HtmlReport.write(report, folder.resolve("report.html"));
                JUnitReport.write(report, result.seconds(), folder.resolve("junit.xml"));
                JsonReport.write(report, folder.resolve("report.json"));
                view.line("The report is in " + folder.resolve("report.html"));
            }
            if (json) {
                view.line(RunText.json(result));
            }
            return result.isGreen() ? 0 : 1;
        } catch (LoadException e) {
            view.line(String.valueOf(e.getMessage()));
            keep(workspace, view);
            return 1;
        }
    }

    private String command() {
        return "./carillon "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private static void keep(@Nullable Workspace workspace, LiveView view) {
        if (workspace != null) {
            workspace.keep();
            view.line("The nodes' data and output are in " + workspace.files());
        }
    }

    private String text() {
        return ScenarioCommand.read(scenarioName, spec.commandLine());
    }

    private Scenario scenario() {
        try {
            Scenario read = ScenarioFile.read(scenarioName, text());
            Scenario paced = speed == null ? read : read.atSpeed(speed);
            return seed == null ? paced : paced.withSeed(seed);
        } catch (ScenarioException e) {
            throw wrong(e.getMessage() + "\nNothing was started");
        }
    }

    private List<PlannedFault> faults(Scenario scenario) {
        List<PlannedFault> faults = new ArrayList<>();
        scenario.faults().forEach(fault -> faults.add(fault.atSpeed(scenario.speed())));
        if (chaosFile != null) {
            try {
                String name = chaosFile.toString();
                faults.addAll(ScenarioFile.readFaults(
                        name,
                        ScenarioCommand.readFile(
                                name, spec.commandLine(), "It has a list 'faults', as a scenario has.")));
            } catch (ScenarioException e) {
                throw wrong(e.getMessage() + "\nNothing was started");
            }
        }
        return faults;
    }

    private void check(Scenario scenario, List<PlannedFault> faults) {
        String wrong = new RunChecks(
                        nodes,
                        generators,
                        speed,
                        servers.stream().map(this::address).toList(),
                        data != null)
                .wrong(scenario, faults);
        if (wrong != null) {
            throw wrong(wrong);
        }
    }

    private ServerAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port > 0 && port < PORTS) {
                return new ServerAddress(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a port that there is not.
        }
        throw wrong("--server takes HOST:PORT, not " + text);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence + ".");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
