package dev.carillon.simulator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon bench crash}. */
@Command(
        name = "crash",
        description = "What a kill -9 costs: as offline, but the node is killed at the last ack and started again.",
        footer = {"", "Examples:", "  ./carillon bench crash", "  ./carillon bench crash --repeats 10 --warm 0"},
        mixinStandardHelpOptions = true)
final class CrashCommand implements Callable<Integer>, Measurement {
    private static final double DOWN_SECONDS = 0.5;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    OfflineCommand.OfflineOptions shape = new OfflineCommand.OfflineOptions();

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        if (bench.options().attach != null) {
            throw new BenchException("crash kills its node with -9, so it starts one of its own; leave --attach away");
        }
        for (int repeat = 1; repeat <= shape.repeats; repeat++) {
            bench.progress().say("bench: crash, " + repeat + " of " + shape.repeats);
            try (NodeUnderTest node = bench.node()) {
                bench.warm(node, shape.warm);
                List<String> fill = new ArrayList<>(shape.arguments(bench.options().base, repeat));
                fill.add("--kill");
                new LoadProcess(bench, node, "offline_kill").run("fill", fill);
                bench.progress().sleep("  killed with -9; starting again", DOWN_SECONDS);
                node.restart();
                List<String> drain = new ArrayList<>(shape.arguments(bench.options().base, repeat));
                drain.add("--what=after_kill9");
                new LoadProcess(bench, node, "offline_kill").run("drain", drain);
            }
        }
        bench.report().section(shape.title("crash", "kill -9 at the last ack, restart, all receivers connect"));
    }
}
