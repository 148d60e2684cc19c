package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.PairsLoad;
import dev.carillon.simulator.bench.load.WarmUp;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench pairs}. */
@Command(
        name = "pairs",
        description =
                "Throughput: 200 senders, each with 16 messages of 256 bytes on their way to a receiver of its own.",
        footer = {
            "",
            "Examples:",
            "  ./carillon bench pairs",
            "  ./carillon bench pairs --nodes 3",
            "  ./carillon bench pairs --pairs 20 --window 4 --size 1000 --seconds 4 --repeats 1",
            "  ./carillon bench pairs --attach 127.0.0.1:7400 --pid 4711 --base 10000 --tsv"
        },
        mixinStandardHelpOptions = true)
final class PairsCommand implements Callable<Integer>, Measurement {
    private static final double FINISH_SECONDS = 1.5;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    PairsOptions shape = new PairsOptions();

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        measure(bench, shape, "pairs");
    }

    static void measure(Bench bench, PairsOptions o, String workload) throws InterruptedException {
        bench.progress().say("bench: " + workload);
        int base = bench.options().base;
        try (NodeUnderTest node = bench.node()) {
            PairsLoad.run(
                    bench.context(node, workload),
                    new PairsLoad.Shape(o.pairs, o.window, o.size, o.seconds, o.warm, o.repeats, base),
                    FINISH_SECONDS);
        }
        bench.report()
                .section(String.format(
                        "%s: %d pairs, window %d, %d bytes, %d windows of %s s after %s",
                        workload, o.pairs, o.window, o.size, o.repeats, o.seconds, o.warm));
    }

    /** The shape of the load. */
    static final class PairsOptions {
        @Option(
                names = "--pairs",
                paramLabel = "N",
                description = "Senders, each with its receiver (default: ${DEFAULT-VALUE}).")
        int pairs = 200;

        @Option(
                names = "--window",
                paramLabel = "N",
                description = "Most messages of a sender not yet both acked and delivered (default: ${DEFAULT-VALUE}).")
        int window = 16;

        @Option(names = "--size", paramLabel = "BYTES", description = "Payload (default: ${DEFAULT-VALUE}).")
        int size = 256;

        @Option(
                names = "--seconds",
                paramLabel = "S",
                description = "Length of a measured window (default: ${DEFAULT-VALUE}).")
        double seconds = 8;

        @Option(
                names = "--warm",
                paramLabel = "S|auto",
                converter = WarmUpOption.class,
                description =
                        "Seconds before the first window; auto: until the rate has stopped rising and the compilers of the nodes rest (default: auto).")
        WarmUp warm = WarmUp.untilSteady();

        @Option(names = "--repeats", paramLabel = "N", description = "Measured windows (default: ${DEFAULT-VALUE}).")
        int repeats = 3;

        /** One message at a time between few: latency without a queue. */
        static PairsOptions light() {
            PairsOptions light = new PairsOptions();
            light.pairs = 10;
            light.window = 1;
            light.seconds = 4;
            return light;
        }
    }
}
