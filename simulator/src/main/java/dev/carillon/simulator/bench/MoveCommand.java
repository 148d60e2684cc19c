package dev.carillon.simulator.bench;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.Limits;
import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.bench.load.SteadyPairs;
import dev.carillon.simulator.process.RingOperator;
import dev.carillon.simulator.process.RingOperator.RingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench move}. */
@Command(
        name = "move",
        description = {
            "What users notice of a planned move: a fourth node joins three, and takes its share; or one of four is drained. The"
                    + " longest wait of each user whose partition moves, and the latency of everybody else beside what it was"
                    + " before, and is after. Takes some ten minutes, most of them to warm up."
        },
        footer = {
            "",
            "Latencies count from when a message was due, so what a pause holds up shows in full. Where all nodes share a few",
            "cores, one more that serves takes its part of them from the others: compare with what is after, or drain.",
            "",
            "Examples:",
            "  ./carillon bench move",
            "  ./carillon bench move --drain",
            "  ./carillon bench move --warm 15 --quiet 15 --rehearsals 1     four minutes, with nodes whose compilers work yet",
            "  ./carillon bench move --pairs 500 --rate 2000 --json"
        },
        mixinStandardHelpOptions = true)
final class MoveCommand implements Callable<Integer>, Measurement {
    private static final String WORKLOAD = "move";
    private static final double FINISH_SECONDS = 20;
    private static final int NODES = 3;

    /** Four nodes on two cores take as long until their compilers rest; before, the tail of latencies is theirs. */
    private static final double WARM_SECONDS = 90;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Mixin
    SteadyOptions load = new SteadyOptions(WARM_SECONDS);

    @Option(
            names = "--quiet",
            paramLabel = "S",
            description = "Seconds for which latencies are taken before the move (default: ${DEFAULT-VALUE}).")
    double quiet = 20;

    @Option(
            names = "--rehearsals",
            paramLabel = "N",
            description = {
                "How often the node joins and is drained again before it joins for the measurement, so that what moves run is"
                        + " compiled as in nodes that have been running for long (default: ${DEFAULT-VALUE}). 0 measures the"
                        + " first move of nodes that have just started."
            })
    int rehearsals = 2;

    @Option(names = "--drain", description = "The fourth node serves already, and is drained.")
    boolean drain;

    @Option(
            names = "--moves-per-node",
            paramLabel = "N",
            description = "Partitions that a node gives or takes at once (default: ${DEFAULT-VALUE}).")
    int movesPerNode = Limits.DEFAULT.movesPerNode();

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        bench.progress().say("bench: move");
        options.nodes = Math.max(NODES, options.nodes);
        try (FreshCluster cluster = FreshCluster.start(options, bench.clusterOptions(), bench.progress())) {
            bench.report().setting("durability", cluster.durability());
            Change change;
            try (SteadyPairs anybody = pairs(cluster, SteadyPairs.Names.any(load.pairs))) {
                anybody.start(bench.progress());
                bench.progress().sleep("  warming up", load.warm);
                int newcomer = cluster.newcomer();
                bench.progress().sleep("  the newcomer settles", load.warm / 3);
                change = rehearse(bench, cluster.operator(), newcomer);
                anybody.stop(bench.progress(), FINISH_SECONDS);
            }
            MoveAhead ahead = MoveAhead.of(map(cluster.status()), change, limits());
            try (SteadyPairs pairs = pairs(cluster, ahead.names(load.pairs))) {
                pairs.start(bench.progress());
                bench.progress().sleep("  it settles again", load.warm / 3);
                move(bench, cluster, pairs, change);
            }
        } catch (RingException e) {
            throw new BenchException("the ring could not be changed: " + e.getMessage());
        }
        bench.report()
                .section(String.format(
                        "move: %d pairs, of which every other one stays; %d bytes, %.0f messages/s, %s",
                        load.pairs,
                        load.size,
                        load.rate,
                        drain ? "one of " + (NODES + 1) + " nodes is drained" : "a node joins " + NODES));
    }

    private SteadyPairs pairs(FreshCluster cluster, List<SteadyPairs.Names> names) {
        return new SteadyPairs(cluster.ports(), Bench::unsigned, names, load.size, load.rate, Bench.CLOCK);
    }

    private void move(Bench bench, FreshCluster cluster, SteadyPairs pairs, Change change)
            throws RingException, InterruptedException {
        PartitionMap before = map(cluster.status());
        int still = pairs.phase();
        bench.progress().sleep("  before the move", quiet);
        int moving = pairs.phase();
        long fromNs = Bench.CLOCK.nanoTime();
        bench.progress().say("  " + change.words());
        cluster.operator().apply(change, limits(), FreshCluster.OPERATOR_MS);
        double seconds = (Bench.CLOCK.nanoTime() - fromNs) / 1e9;
        // What a plan leaves behind is no part of it.
        pairs.phase();
        bench.progress().sleep("  it settles", load.warm / 3);
        int settled = pairs.phase();
        bench.progress().sleep("  after the move", quiet);
        PartitionMap after = map(cluster.status());
        long left = pairs.stop(bench.progress(), FINISH_SECONDS);
        report(bench, pairs, before, after, new Phases(still, moving, settled));
        row(bench, "move_seconds", seconds, "s");
        row(bench, "moves", moves(before, after), "partitions");
        row(bench, "errors", pairs.errors(), "");
        row(bench, "left_in_flight", left, "messages");
    }

    /** @return the change that is measured then */
    private Change rehearse(Bench bench, RingOperator operator, int newcomer)
            throws RingException, InterruptedException {
        Change next = new Change.Join(Member.of(newcomer));
        for (int i = 1; i <= rehearsals; i++) {
            bench.progress().say("  rehearsal " + i + " of " + rehearsals);
            operator.apply(next, RingOperator.QUICK, FreshCluster.OPERATOR_MS);
            // It shares the processors with all others here, so its compiler must be done, too.
            bench.progress().sleep("  the newcomer serves", load.warm);
            operator.apply(new Change.Drain(newcomer), RingOperator.QUICK, FreshCluster.OPERATOR_MS);
            next = new Change.Activate(newcomer);
        }
        if (drain) {
            operator.apply(next, RingOperator.QUICK, FreshCluster.OPERATOR_MS);
            bench.progress().sleep("  the newcomer serves", load.warm);
            return new Change.Drain(newcomer);
        }
        return next;
    }

    private Limits limits() {
        return new Limits(movesPerNode, Limits.DEFAULT.bytesPerSecond(), Limits.DEFAULT.handoverMillis());
    }

    private static long moves(PartitionMap before, PartitionMap after) {
        return IntStream.range(0, before.partitions().count())
                .filter(p ->
                        before.assignment(p).generation() != after.assignment(p).generation())
                .count();
    }

    private static PartitionMap map(StatusReply status) {
        if (PartitionMapCodec.decode(status.getMap().toByteArray()) instanceof Decoded.Whole whole) {
            return whole.map();
        }
        throw new BenchException("the cluster's map cannot be read");
    }

    private static void report(Bench bench, SteadyPairs pairs, PartitionMap before, PartitionMap after, Phases phases) {
        Samples waits = new Samples();
        Samples othersStill = new Samples();
        Samples othersMoving = new Samples();
        Samples othersSettled = new Samples();
        for (int i = 0; i < pairs.pairs(); i++) {
            SteadyPairs.Names pair = pairs.names(i);
            if (hasMoved(pair.sender(), before, after) || hasMoved(pair.receiver(), before, after)) {
                long longest = 0;
                for (long each : pairs.latencies(i, phases.moving())) {
                    longest = Math.max(longest, each);
                }
                waits.add(longest);
            } else {
                othersStill.addAll(pairs.latencies(i, phases.still()));
                othersMoving.addAll(pairs.latencies(i, phases.moving()));
                othersSettled.addAll(pairs.latencies(i, phases.settled()));
            }
        }
        row(bench, "pairs_moved", waits.count(), "pairs");
        row(bench, "pairs_others", pairs.pairs() - waits.count(), "pairs");
        waits.report(bench, WORKLOAD, "longest_wait_of_moved");
        othersStill.report(bench, WORKLOAD, "others_before");
        othersMoving.report(bench, WORKLOAD, "others_during");
        othersSettled.report(bench, WORKLOAD, "others_after");
        double still99 = othersStill.quantileMs(0.99);
        row(bench, "others_p99_ratio", still99 == 0 ? 0 : othersMoving.quantileMs(0.99) / still99, "x");
    }

    /** Numbers of the phases that are compared: before the move, while it goes on, after it. */
    private record Phases(int still, int moving, int settled) {}

    private static boolean hasMoved(String user, PartitionMap before, PartitionMap after) {
        int partition = before.partitions().ofUser(user.getBytes(StandardCharsets.UTF_8));
        Assignment was = before.assignment(partition);
        return was.generation() != after.assignment(partition).generation();
    }

    private static void row(Bench bench, String metric, double value, String unit) {
        bench.report().accept(new Row(WORKLOAD, metric, 0, value, unit));
    }
}
