package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.bench.load.SteadyPairs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench failover}. */
@Command(
        name = "failover",
        description = {
            "What users notice of a kill -9: nodes of a cluster are killed in turn, and come back. The longest wait of each user, from"
                    + " when a message was due until it was delivered."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon bench failover",
            "  ./carillon bench failover --kills 9 --pairs 500 --json"
        },
        mixinStandardHelpOptions = true)
final class FailoverCommand implements Callable<Integer>, Measurement {
    private static final String WORKLOAD = "failover";
    private static final double FINISH_SECONDS = 30;
    private static final int NODES = 3;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    SteadyOptions load = new SteadyOptions(15);

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often a node is killed (default: ${DEFAULT-VALUE}).")
    int kills = 6;

    @Option(
            names = "--down",
            paramLabel = "S",
            description = "Seconds from a kill until the node is started again (default: ${DEFAULT-VALUE}).")
    double down = 8;

    @Option(
            names = "--back",
            paramLabel = "S",
            description = "Seconds from its start until the next kill: it catches up and leads again (default:"
                    + " ${DEFAULT-VALUE}).")
    double back = 15;

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        bench.progress().say("bench: failover");
        options.nodes = Math.max(NODES, options.nodes);
        try (FreshCluster cluster = FreshCluster.start(options, bench.clusterOptions(), bench.progress());
                SteadyPairs pairs = new SteadyPairs(
                        cluster.ports(),
                        Bench::unsigned,
                        SteadyPairs.Names.any(load.pairs),
                        load.size,
                        load.rate,
                        Bench.CLOCK)) {
            bench.report().setting("durability", cluster.durability());
            pairs.start(bench.progress());
            bench.progress().sleep("  warming up", load.warm);
            for (int kill = 1; kill <= kills; kill++) {
                pairs.phase();
                cluster.kill(kill % options.nodes);
                bench.progress().sleep("  kill " + kill + " of " + kills, down);
                cluster.start(kill % options.nodes);
                bench.progress().sleep("  back again", back);
            }
            long left = pairs.stop(bench.progress(), FINISH_SECONDS);
            Samples waits = new Samples();
            for (int kill = 1; kill <= kills; kill++) {
                Samples one = new Samples();
                for (int i = 0; i < pairs.pairs(); i++) {
                    long longest = 0;
                    for (long each : pairs.latencies(i, kill)) {
                        longest = Math.max(longest, each);
                    }
                    waits.add(longest);
                    one.add(longest);
                }
                bench.report().accept(new Row(WORKLOAD, "longest_wait_p99", kill, one.quantileMs(0.99), "ms"));
            }
            waits.report(bench, WORKLOAD, "longest_wait");
            bench.report().accept(new Row(WORKLOAD, "errors", 0, pairs.errors(), ""));
            bench.report().accept(new Row(WORKLOAD, "left_in_flight", 0, left, "messages"));
        }
        bench.report()
                .section(String.format(
                        "failover: %d pairs, %d bytes, %.0f messages/s, %d kills of one of %d nodes",
                        load.pairs, load.size, load.rate, kills, options.nodes));
    }
}
