package dev.carillon.simulator;

import dev.carillon.simulator.capacity.CapacityCommand;
import dev.carillon.simulator.diff.DiffCommand;
import dev.carillon.simulator.recording.RecordingCommand;
import dev.carillon.simulator.recording.live.RecordCommand;
import dev.carillon.simulator.recording.scrub.ScrubCommand;
import dev.carillon.simulator.replay.ReplayCommand;
import dev.carillon.simulator.seeds.SeedsCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon sim}: the simulator's instruments; the subcommands are the instruments. */
@Command(
        name = "sim",
        description = "Instruments for those who must know whether a build is safe to ship.",
        subcommands = {
            SeedsCommand.class,
            RunCommand.class,
            ScenarioCommand.class,
            RecordCommand.class,
            RecordingCommand.class,
            ScrubCommand.class,
            ReplayCommand.class,
            DiffCommand.class,
            CapacityCommand.class
        },
        mixinStandardHelpOptions = true)
public final class SimCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    /** Made by picocli. */
    public SimCommand() {}

    @Override
    public Integer call() {
        System.err.println("sim: say which instrument.");
        spec.commandLine().usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
