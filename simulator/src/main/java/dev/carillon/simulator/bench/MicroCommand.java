package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.micro.CodecBench;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon bench micro}. */
@Command(
        name = "micro",
        description = "The pieces alone: codec, log, overlay, ring, under JMH. About a minute.",
        footer = {
            "",
            "What follows -- goes to JMH (forks, iterations, profilers; -h lists them).",
            "",
            "Examples:",
            "  ./carillon bench micro",
            "  ./carillon bench micro Codec",
            "  ./carillon bench micro LogBench -- -i 10 -prof gc"
        },
        mixinStandardHelpOptions = true)
final class MicroCommand implements Callable<Integer> {
    private static final int WARM_SECONDS = 1;
    private static final int WARM_ITERATIONS = 2;
    private static final int ITERATIONS = 3;

    @Parameters(index = "0", arity = "0..1", paramLabel = "REGEX", description = "Benchmarks whose name matches.")
    String pattern = "";

    @Parameters(index = "1..*", paramLabel = "JMH-OPTION", description = "Passed to JMH, behind --.")
    List<String> more = new ArrayList<>();

    @Option(names = "--list", description = "List the benchmarks and end.")
    boolean list;

    @Override
    public Integer call() throws RunnerException {
        try {
            CommandLineOptions given = new CommandLineOptions(more.toArray(String[]::new));
            if (given.shouldHelp()) {
                given.showHelp();
                return 0;
            }
            Runner runner = new Runner(options(given));
            if (list) {
                runner.list();
            } else {
                runner.run();
            }
            return 0;
        } catch (CommandLineOptionException | java.io.IOException e) {
            System.err.println("bench: JMH does not take these options: " + e.getMessage()
                    + ". './carillon bench micro -- -h' lists what it takes.");
            return 2;
        }
    }

    private org.openjdk.jmh.runner.options.Options options(CommandLineOptions given) {
        ChainedOptionsBuilder builder = new OptionsBuilder().parent(given);
        builder.include(CodecBench.class.getPackageName() + ".*" + pattern);
        if (!given.getForkCount().hasValue()) {
            builder.forks(1);
        }
        if (!given.getWarmupIterations().hasValue()) {
            builder.warmupIterations(WARM_ITERATIONS);
        }
        if (!given.getWarmupTime().hasValue()) {
            builder.warmupTime(TimeValue.seconds(WARM_SECONDS));
        }
        if (!given.getMeasurementIterations().hasValue()) {
            builder.measurementIterations(ITERATIONS);
        }
        if (!given.getMeasurementTime().hasValue()) {
            builder.measurementTime(TimeValue.seconds(WARM_SECONDS));
        }
        return builder.build();
    }
}
