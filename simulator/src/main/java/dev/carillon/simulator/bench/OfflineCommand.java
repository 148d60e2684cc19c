package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.OfflineShape;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench offline}. */
@Command(
        name = "offline",
        description = "Queueing and draining: 100,000 acked messages for 1,000 absent receivers, who then all connect.",
        footer = {
            "",
            "Each step runs in a client process of its own, as its peers' do. A node on a JVM is slow in its first",
            "seconds; --warm says how long it is loaded before (0 measures it cold).",
            "",
            "Examples:",
            "  ./carillon bench offline",
            "  ./carillon bench offline --warm 0 --repeats 1"
        },
        mixinStandardHelpOptions = true)
final class OfflineCommand implements Callable<Integer>, Measurement {
    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    OfflineOptions shape = new OfflineOptions();

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        for (int repeat = 1; repeat <= shape.repeats; repeat++) {
            bench.progress().say("bench: offline, " + repeat + " of " + shape.repeats);
            try (NodeUnderTest node = bench.node()) {
                bench.warm(node, shape.warm);
                LoadProcess load = new LoadProcess(bench, node, "offline");
                load.run("fill", shape.arguments(bench.options().base, repeat));
                load.run("drain", shape.arguments(bench.options().base, repeat));
            }
        }
        bench.report().section(shape.title("offline", "all receivers connect"));
    }

    /** The shape of the load. */
    static final class OfflineOptions {
        /** Apart from the users of other workloads, for nodes that are attached to. */
        private static final int BASE = 600_000;

        /** Users of one repetition, where all repetitions go to one node. */
        private static final int REPEAT_USERS = 10_000;

        @Option(names = "--receivers", paramLabel = "N", description = "Absent users (default: ${DEFAULT-VALUE}).")
        int receivers = 1000;

        @Option(names = "--each", paramLabel = "N", description = "Messages for each (default: ${DEFAULT-VALUE}).")
        int each = 100;

        @Option(names = "--senders", paramLabel = "N", description = "Users who send (default: ${DEFAULT-VALUE}).")
        int senders = 50;

        @Option(
                names = "--window",
                paramLabel = "N",
                description = "Most unacked messages of a sender (default: ${DEFAULT-VALUE}).")
        int window = 16;

        @Option(names = "--size", paramLabel = "BYTES", description = "Payload (default: ${DEFAULT-VALUE}).")
        int size = 256;

        @Option(
                names = "--repeats",
                paramLabel = "N",
                description = "Repetitions, each with a fresh node (default: ${DEFAULT-VALUE}).")
        int repeats = 3;

        @Option(
                names = "--warm",
                paramLabel = "S",
                description =
                        "Seconds of other load before, for a node fresh from its start (default: ${DEFAULT-VALUE}).")
        double warm = 8;

        List<String> arguments(int base, int repeat) {
            OfflineShape checked =
                    new OfflineShape(receivers, each, senders, window, size, BASE + base + repeat * REPEAT_USERS);
            return List.of(
                    "--receivers=" + checked.receivers(),
                    "--each=" + checked.each(),
                    "--senders=" + checked.senders(),
                    "--window=" + checked.window(),
                    "--size=" + checked.size(),
                    "--base=" + checked.base(),
                    "--repeat=" + repeat);
        }

        String title(String workload, String then) {
            return String.format(
                    "%s: %,d messages of %d bytes for %,d absent receivers, then %s; warmed up for %s s",
                    workload, receivers * each, size, receivers, then, warm);
        }
    }
}
