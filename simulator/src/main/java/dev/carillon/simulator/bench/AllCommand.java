package dev.carillon.simulator.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon bench all}. */
@Command(
        name = "all",
        description = {
            "wire, pairs, light, offline, crash and idle with their defaults, each with fresh nodes: ten minutes or so, as pairs"
                    + " and light wait until the nodes have warmed up."
        },
        footer = {"", "Examples:", "  ./carillon bench all", "  ./carillon bench all --tsv > carillon.tsv"},
        mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
    @Mixin
    BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        return Measurement.run(
                options,
                new WireCommand(),
                new PairsCommand(),
                new LightCommand(),
                new OfflineCommand(),
                new CrashCommand(),
                new IdleCommand());
    }
}
