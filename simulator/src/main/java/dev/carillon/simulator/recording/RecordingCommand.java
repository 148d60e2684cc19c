package dev.carillon.simulator.recording;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon sim recording}: looks at recordings, and makes them of traces. */
@Command(
        name = "recording",
        description = "Look at a recording, or make one of a trace.",
        subcommands = {ShowCommand.class, ImportCommand.class},
        mixinStandardHelpOptions = true)
public final class RecordingCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    /** Made by picocli. */
    public RecordingCommand() {}

    @Override
    public Integer call() {
        System.err.println("sim recording: say show or import.");
        spec.commandLine().usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
