package dev.carillon.simulator.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon bench light}. */
@Command(
        name = "light",
        description = "Latency without a queue: 10 senders, one message of 256 bytes at a time.",
        footer = {"", "Examples:", "  ./carillon bench light", "  ./carillon bench light --seconds 2 --repeats 5 --json"
        },
        mixinStandardHelpOptions = true)
final class LightCommand implements Callable<Integer>, Measurement {
    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    PairsCommand.PairsOptions shape = PairsCommand.PairsOptions.light();

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        PairsCommand.measure(bench, shape, "pairs_light");
    }
}
