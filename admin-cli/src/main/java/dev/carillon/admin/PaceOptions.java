package dev.carillon.admin;

import dev.carillon.ring.plan.Limits;
import picocli.CommandLine.Option;

/** How fast partitions may move; shared by all commands that move some. */
final class PaceOptions {
    private static final long MEGABYTE = 1_000_000;

    @Option(
            names = "--moves-per-node",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Partitions that one node gives or takes at once, and begins to in three seconds. More is faster,"
                            + " and users notice more of it. Default: ${DEFAULT-VALUE}")
    private int movesPerNode = Limits.DEFAULT.movesPerNode();

    @Option(
            names = "--megabytes-per-second",
            paramLabel = "N",
            defaultValue = "50",
            description = "What one node sends of copies, all of them together. Default: ${DEFAULT-VALUE}")
    private int megabytesPerSecond = (int) (Limits.DEFAULT.bytesPerSecond() / MEGABYTE);

    /** @throws CommandException if they are none */
    Limits limits() {
        if (movesPerNode < 1) {
            throw new CommandException(ExitCode.USAGE, "--moves-per-node must be at least 1. Nothing was changed.");
        }
        if (megabytesPerSecond < 1) {
            throw new CommandException(
                    ExitCode.USAGE, "--megabytes-per-second must be at least 1. Nothing was changed.");
        }
        return new Limits(movesPerNode, megabytesPerSecond * MEGABYTE, Limits.DEFAULT.handoverMillis());
    }
}
