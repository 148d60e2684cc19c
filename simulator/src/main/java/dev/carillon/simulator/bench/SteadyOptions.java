package dev.carillon.simulator.bench;

import picocli.CommandLine.Option;

/** The load of measurements that look at what users notice while something happens to the cluster. */
final class SteadyOptions {
    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "Senders, each with its receiver (default: ${DEFAULT-VALUE}).")
    int pairs = 200;

    @Option(names = "--size", paramLabel = "BYTES", description = "Payload (default: ${DEFAULT-VALUE}).")
    int size = 256;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages per second, of all together (default: ${DEFAULT-VALUE}).")
    double rate = 1_000;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "Seconds before anything is measured (default: ${DEFAULT-VALUE}).")
    double warm;

    SteadyOptions(double warm) {
        this.warm = warm;
    }
}
