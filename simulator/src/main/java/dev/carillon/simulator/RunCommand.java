package dev.carillon.simulator;

import dev.carillon.simulator.chaos.TargetCluster;
import dev.carillon.simulator.cluster.ClusterFolder;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.load.LiveView;
import dev.carillon.simulator.load.LoadException;
import dev.carillon.simulator.load.LoadRun;
import dev.carillon.simulator.load.MetricsUsage;
import dev.carillon.simulator.load.RunResult;
import dev.carillon.simulator.load.RunText;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.scenario.PlannedFault;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.users.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
                    + " was lost, duplicated, out of order or invented, and on receipts that lied. Without --server and --cluster it"
                    + " starts three nodes of its own with temporary data.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim scenario list",
            "  ./carillon sim run chat-day",
            "  ./carillon sim run chat-day --chaos faults.yaml --out results",
            "  ./carillon sim run chat-day --cluster carillon-cluster",
            "  ./carillon sim run mine.yaml --server im1:7400,im2:7400 --key-file carillon.keys --metrics im1:7480,im2:7480",
            "  ./carillon sim run hot-inbox --json | tail -1",
            "  ./carillon sim run chat-day --sabotage drop     must end red: the check can fail",
            "",
            "Exit status: 0 green, 1 a promise or a threshold is broken, 2 wrong options or files."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    @Mixin
    private ScenarioOptions what = new ScenarioOptions();

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Option(
            names = "--generators",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes that put the load on (1).")
    private int generators;

    @Option(
            names = "--sabotage",
            paramLabel = "WHAT",
            description = "Tamper with a few deliveries (drop, repeat, swap), to see the verdict turn red.")
    private Sabotage.@Nullable Kind sabotage;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws InterruptedException, IOException {
        refuse(targets.contradiction());
        Scenario scenario = what.scenario(spec.commandLine());
        List<PlannedFault> faults = what.faults(scenario, spec.commandLine());
        TargetCluster given = given();
        int nodes = given == null
                ? targets.isItsOwn() ? targets.ownNodes() : 0
                : given.ports().size();
        refuse(new RunChecks(targets, nodes, generators, what.speed, what.scale).wrong(scenario, faults));
        refuse(output.prepare());
        try (TerminalScreen screen = TerminalScreen.open()) {
            LiveView view = new LiveView(spec.commandLine().getOut(), screen, scenario);
            try (RunTarget target = open(scenario, faults, given, view)) {
                return judge(scenario, target, view);
            } catch (NodeStartException e) {
                view.line(String.valueOf(e.getMessage()));
                return 1;
            }
        }
    }

    /** The cluster that runs in a folder; null if none was named. */
    private @Nullable TargetCluster given() throws IOException {
        if (targets.cluster == null) {
            return null;
        }
        try {
            return TargetCluster.given(new ClusterFolder(targets.cluster, ClusterFolder.launcher()), System::nanoTime);
        } catch (ClusterFolder.UnfitException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private RunTarget open(Scenario scenario, List<PlannedFault> faults, @Nullable TargetCluster given, LiveView view)
            throws NodeStartException, InterruptedException, IOException {
        if (given != null && targets.cluster != null) {
            return RunTarget.ofGiven(given, targets.cluster, faults, scenario.seed(), view, System::nanoTime);
        }
        if (!targets.isItsOwn()) {
            return RunTarget.ofServers(targets.servers, keyFile(), metrics(), view);
        }
        try {
            Workspace workspace = Workspace.open("sim", targets.data);
            TargetCluster own = TargetCluster.lay(workspace, targets.ownNodes(), !faults.isEmpty(), System::nanoTime);
            return RunTarget.ofItsOwn(own, workspace, faults, scenario.seed(), view, System::nanoTime);
        } catch (Workspace.UnusableFolderException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Path keyFile() {
        if (targets.keyFile != null) {
            try {
                Tokens.signedWith(targets.keyFile, RunCommand::epochSeconds);
            } catch (IOException e) {
                throw wrong("--key-file: " + e.getMessage() + ". Nothing was started");
            }
        }
        return targets.keyFile;
    }

    private @Nullable MetricsUsage metrics() throws InterruptedException {
        if (targets.metrics.isEmpty()) {
            return null;
        }
        MetricsUsage usage = new MetricsUsage(targets.metrics);
        List<URI> unseen = usage.unseen();
        if (!unseen.isEmpty()) {
            throw wrong("--metrics: no node answers at " + unseen.get(0)
                    + "; it is the port that 'carillon node --http-port' names. Nothing was started");
        }
        return usage;
    }

    private int judge(Scenario scenario, RunTarget target, LiveView view) throws InterruptedException, IOException {
        try {
            RunResult result = new LoadRun(
                            scenario,
                            what.text(spec.commandLine()),
                            target.target(),
                            generators,
                            sabotage,
                            view,
                            System::nanoTime,
                            RunCommand::epochSeconds)
                    .run();
            RunText.lines(result).forEach(view::line);
            if (!result.isGreen()) {
                keep(target, view);
            }
            output.write(result, command(), view);
            return result.isGreen() ? 0 : 1;
        } catch (LoadException e) {
            view.line(String.valueOf(e.getMessage()));
            keep(target, view);
            return 1;
        }
    }

    private static long epochSeconds() {
        return Instant.now().getEpochSecond();
    }

    private String command() {
        return "./carillon "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private static void keep(RunTarget target, LiveView view) {
        Path kept = target.keep();
        if (kept != null) {
            view.line("The nodes' data and output are in " + kept);
        }
    }

    private void refuse(@Nullable String sentence) {
        if (sentence != null) {
            throw wrong(sentence);
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence + ".");
    }
}
