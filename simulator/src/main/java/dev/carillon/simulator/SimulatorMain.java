package dev.carillon.simulator;

import dev.carillon.simulator.bench.BenchCommand;
import dev.carillon.simulator.cluster.ClusterCommand;
import dev.carillon.simulator.demo.DemoCommand;
import dev.carillon.simulator.faults.FaultsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Main of the simulator module: hands its first word to a command. */
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        description = "Replay, faults, verdicts, load and benchmarks.",
        subcommands = {
            ClusterCommand.class,
            DemoCommand.class,
            FaultsCommand.class,
            SimCommand.class,
            BenchCommand.class
        })
public final class SimulatorMain implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        PlainErrors errors = new PlainErrors();
        return new CommandLine(new SimulatorMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command: demo, faults, sim, bench or cluster.");
    }
}
