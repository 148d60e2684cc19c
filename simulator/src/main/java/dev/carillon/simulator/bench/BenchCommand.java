package dev.carillon.simulator.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon bench}: measures this machine's node; the subcommands are the measurements. */
@Command(
        name = "bench",
        description = {
            "Measures a node on this machine. Each measurement starts a fresh node with an empty data"
                    + " folder, loads it from a client on the same cores, and prints rates, percentiles, CPU per message"
                    + " and memory."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon bench pairs",
            "  ./carillon bench light --tsv",
            "  ./carillon bench all --json > figures.json",
            "  ./carillon bench micro Codec"
        },
        subcommands = {
            WireCommand.class,
            PairsCommand.class,
            LightCommand.class,
            OfflineCommand.class,
            CrashCommand.class,
            IdleCommand.class,
            MoveCommand.class,
            FailoverCommand.class,
            AllCommand.class,
            MicroCommand.class,
            QueueCommand.class,
            RingCommand.class
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    /** Made by picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() {
        System.err.println("bench: say what to measure.");
        spec.commandLine().usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
