package dev.carillon.simulator.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * One-to-one traffic. In a closed loop each sender keeps a window of messages that are not yet both acked to it and
 * delivered to its receiver. At a rate, senders take turns at times that are drawn from a Poisson process, whatever
 * became of what was sent before; times count from when a message was due, and a sender whose window is full misses its
 * turn.
 */
public final class PairsLoad implements LoadListener {
    private static final long LATENCY_NS_MAX = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_SECOND = 1e9;
    private static final double MB = 1e6;
    private static final double PER = 100_000;
    private static final int CONNECT_SECONDS_MAX = 60;
    private static final int BEFORE_START = -1;

    /** Names of counters of the nodes. */
    private static final String DELIVERED = "messages.delivered";

    private static final List<String> COUNTED = List.of("passes", "syncs", "entries.committed", "entry.bytes");

    /** Phase of warming up and of what is on its way after the last window: recorded apart, not reported. */
    private static final int WARM = 0;

    /**
     * @param window most messages of a sender that are not yet both acked and delivered, 1 to 1,024
     * @param size bytes of a payload, at least 16
     * @param seconds length of one of the {@code repeats} measured windows
     * @param base number of the first user
     * @param rate messages per second of all senders together; 0 for a closed loop
     */
    public record Shape(
            int pairs, int window, int size, double seconds, WarmUp warmUp, int repeats, int base, double rate) {
        /** A closed loop. */
        public Shape(int pairs, int window, int size, double seconds, WarmUp warmUp, int repeats, int base) {
            this(pairs, window, size, seconds, warmUp, repeats, base, 0);
        }

        public Shape {
            if (!(rate >= 0)) {
                throw new LoadException("a rate is 0, for as fast as it goes, or more");
            }
            if (window < 1
                    || window > LoadConnection.WINDOW_MAX
                    || size < Payload.SIZE_MIN
                    || pairs < 1
                    || repeats < 1) {
                throw new LoadException("a window has 1 to " + LoadConnection.WINDOW_MAX + " messages of at least "
                        + Payload.SIZE_MIN + " bytes, and there is at least one pair and one repetition");
            }
        }
    }

    private static final class Recorder {
        final LoadLoop loop;
        final List<Pair> pairs = new ArrayList<>();
        final Histogram[] delivered;
        final Histogram[] acked;
        /** When senders take turns: seeded, so that one run is due as the next one. */
        final SplittableRandom random;

        int turn;
        long dueNs;

        Recorder(LoadLoop loop, int phases, long seed) {
            this.loop = loop;
            random = new SplittableRandom(seed);
            delivered = new Histogram[phases];
            acked = new Histogram[phases];
            for (int i = 0; i < phases; i++) {
                delivered[i] = new Histogram(LATENCY_NS_MAX, DIGITS);
                acked[i] = new Histogram(LATENCY_NS_MAX, DIGITS);
            }
        }
    }

    private static final class Pair {
        final LoadConnection sender;
        final byte[] receiver;
        final Recorder recorder;
        long sent;
        long acked;
        long delivered;
        long expected;
        long outOfOrder;

        Pair(LoadConnection sender, byte[] receiver, Recorder recorder) {
            this.sender = sender;
            this.receiver = receiver;
            this.recorder = recorder;
        }

        long inFlight() {
            return sent - Math.min(acked, delivered);
        }
    }

    private final LoadContext context;
    private final Shape shape;
    private final CountDownLatch ready;
    private final List<Recorder> recorders = new ArrayList<>();
    private volatile int phase = BEFORE_START;
    private volatile boolean stopped;

    private PairsLoad(LoadContext context, Shape shape) {
        this.context = context;
        this.shape = shape;
        ready = new CountDownLatch(2 * shape.pairs());
    }

    /** Runs the whole workload; {@code finishSeconds} is how long what is on its way at the end may take to arrive. */
    public static void run(LoadContext context, Shape shape, double finishSeconds) throws InterruptedException {
        new PairsLoad(context, shape).run(finishSeconds);
    }

    private void run(double finishSeconds) throws InterruptedException {
        Rows rows = context.rows();
        try (LoadNet net = context.net()) {
            for (LoadLoop loop : net.loops()) {
                recorders.add(new Recorder(loop, shape.repeats() + 1, shape.base() + recorders.size()));
            }
            connect(net);
            phase = WARM;
            for (Recorder recorder : recorders) {
                recorder.loop.eventLoop.execute(() -> begin(recorder));
            }
            warmUp();
            for (int repeat = 1; repeat <= shape.repeats(); repeat++) {
                measure(repeat);
            }
            rows.row("rss", 0, ProcessFigures.rss(context.target().pids()) / MB, "MB");
            rows.row("errors", 0, net.errors(), "");
            rows.row("out_of_order", 0, sum(pair -> pair.outOfOrder), "messages");
            stopped = true;
            context.progress().sleep("  finishing", finishSeconds);
            rows.row("left_in_flight", 0, sum(Pair::inFlight), "messages");
        }
    }

    private void warmUp() throws InterruptedException {
        WarmUp warm = shape.warmUp();
        List<Long> pids = context.target().pids();
        long before = 0;
        double compiled = ProcessFigures.compilerSeconds(pids);
        for (double slice = warm.nextSeconds(); slice > 0; slice = warm.nextSeconds()) {
            context.progress()
                    .sleep(String.format(Locale.ROOT, "  warming up, for %.0f s so far", warm.seconds()), slice);
            long delivered = sum(pair -> pair.delivered);
            double compilers = ProcessFigures.compilerSeconds(pids);
            warm.heard(delivered - before, compilers - compiled);
            before = delivered;
            compiled = compilers;
        }
        context.rows().row("warm_seconds", 0, warm.seconds(), "s");
    }

    private void connect(LoadNet net) throws InterruptedException {
        for (int i = 0; i < shape.pairs(); i++) {
            Recorder recorder = recorders.get(i % recorders.size());
            int receiver = shape.base() + shape.pairs() + i;
            LoadConnection to = net.connect(receiver, recorder.loop, this);
            LoadConnection from = net.connect(shape.base() + i, recorder.loop, this);
            Pair pair = new Pair(from, LoadNet.name(receiver), recorder);
            recorder.loop.eventLoop.execute(() -> {
                to.tag = pair;
                from.tag = pair;
                recorder.pairs.add(pair);
            });
        }
        context.progress().require(ready, "  connecting " + 2 * shape.pairs() + " users", CONNECT_SECONDS_MAX);
    }

    private void measure(int repeat) throws InterruptedException {
        CpuWatch cpu = new CpuWatch(context.target().pids());
        double[] busy = busySeconds();
        long written = ProcessFigures.writtenBytes(context.target().pids());
        long loopback = ProcessFigures.loopbackBytes();
        Map<String, Long> counted = context.target().counters().read();
        double compiled = ProcessFigures.compilerSeconds(context.target().pids());
        cpu.start();
        long start = context.clock().nanoTime();
        phase = repeat;
        context.progress().sleep("  window " + repeat + " of " + shape.repeats(), shape.seconds());
        phase = repeat == shape.repeats() ? WARM : repeat;
        double elapsed = (context.clock().nanoTime() - start) / NS_PER_SECOND;
        long count = report(repeat, elapsed, cpu, busy);
        double compiling = ProcessFigures.compilerSeconds(context.target().pids()) - compiled;
        context.rows().row("compiler_cores", repeat, Math.max(0, compiling) / elapsed, "cores");
        perMessage(repeat, counted, context.target().counters().read());
        if (count > 0) {
            long writtenNow = ProcessFigures.writtenBytes(context.target().pids());
            double onLoopback = ProcessFigures.loopbackBytes() - loopback;
            context.rows().row("server_written_per_msg", repeat, (double) (writtenNow - written) / count, "B");
            context.rows().row("loopback_per_msg", repeat, onLoopback / count, "B");
        }
    }

    /** How much of what nodes count there was for each message that one delivered, whenever the nodes were asked. */
    private void perMessage(int repeat, Map<String, Long> before, Map<String, Long> after) {
        long messages = difference(DELIVERED, before, after);
        if (messages > 0) {
            for (String name : COUNTED) {
                double each = (double) difference(name, before, after) / messages;
                context.rows().row("server_" + name.replace('.', '_') + "_per_msg", repeat, each, "");
            }
        }
    }

    private static long difference(String name, Map<String, Long> before, Map<String, Long> after) {
        return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    }

    /** @return how many messages were delivered */
    private long report(int repeat, double elapsed, CpuWatch cpu, double[] busyBefore) {
        double server = cpu.server();
        double client = cpu.client();
        double others = cpu.others();
        double[] busy = busySeconds();
        Histogram delivered = new Histogram(LATENCY_NS_MAX, DIGITS);
        Histogram acked = new Histogram(LATENCY_NS_MAX, DIGITS);
        double busiest = 0;
        for (int i = 0; i < recorders.size(); i++) {
            delivered.add(recorders.get(i).delivered[repeat]);
            acked.add(recorders.get(i).acked[repeat]);
            busiest = Math.max(busiest, (busy[i] - busyBefore[i]) / elapsed);
        }
        long count = delivered.getTotalCount();
        Rows rows = context.rows();
        rows.row("rate", repeat, count / elapsed, "msg/s");
        rows.latencies(repeat, delivered, acked);
        if (count > 0) {
            rows.row("server_cpu_per_100k", repeat, server * PER / count, "s");
            rows.row("client_cpu_per_100k", repeat, client * PER / count, "s");
        }
        rows.row("server_cores", repeat, server / elapsed, "cores");
        rows.row("client_busy", repeat, busiest, "share");
        rows.row("other_cores", repeat, others / elapsed, "cores");
        return count;
    }

    private double[] busySeconds() {
        return recorders.stream()
                .mapToDouble(recorder -> recorder.loop.cpuSeconds())
                .toArray();
    }

    private long sum(ToLongFunction<Pair> figure) throws InterruptedException {
        long sum = 0;
        for (Recorder recorder : recorders) {
            try {
                sum += recorder.loop
                        .eventLoop
                        .submit(() -> recorder.pairs.stream().mapToLong(figure).sum())
                        .get();
            } catch (ExecutionException e) {
                throw new LoadException("the load client failed: " + e.getCause());
            }
        }
        return sum;
    }

    private void begin(Recorder recorder) {
        long nowNs = recorder.loop.clock.nanoTime();
        if (shape.rate() == 0) {
            recorder.pairs.forEach(pair -> pump(pair, nowNs));
        } else if (!recorder.pairs.isEmpty()) {
            recorder.dueNs = nowNs + gapNs(recorder);
            takeTurns(recorder);
        }
    }

    private void takeTurns(Recorder recorder) {
        long nowNs = recorder.loop.clock.nanoTime();
        for (; !stopped && recorder.dueNs - nowNs <= 0; recorder.dueNs += gapNs(recorder)) {
            Pair pair = recorder.pairs.get(recorder.turn++ % recorder.pairs.size());
            if (pair.inFlight() < shape.window()) {
                send(pair, recorder.dueNs);
            }
        }
        if (!stopped) {
            recorder.loop.eventLoop.schedule(
                    () -> takeTurns(recorder), Math.max(0, recorder.dueNs - nowNs), TimeUnit.NANOSECONDS);
        }
    }

    private long gapNs(Recorder recorder) {
        double share = (double) recorder.pairs.size() / shape.pairs();
        return (long) (-Math.log(1 - recorder.random.nextDouble()) * NS_PER_SECOND / (shape.rate() * share));
    }

    private void pump(Pair pair, long nowNs) {
        while (!stopped && pair.inFlight() < shape.window()) {
            send(pair, nowNs);
        }
    }

    private void send(Pair pair, long dueNs) {
        pair.sender.send(0, pair.receiver, dueNs, pair.sent++, shape.size());
    }

    @Override
    public void onReady(LoadConnection connection) {
        ready.countDown();
    }

    @Override
    public void onAck(LoadConnection connection, long sentNs, long nowNs) {
        if (connection.tag instanceof Pair pair) {
            pair.acked++;
            pair.recorder.acked[phase].recordValue(nowNs - sentNs);
        }
    }

    @Override
    public void onMessage(LoadConnection connection, long sentNs, long number, long nowNs) {
        if (phase != BEFORE_START && connection.tag instanceof Pair pair) {
            if (number != pair.expected) {
                pair.outOfOrder++;
            }
            pair.expected = number + 1;
            pair.delivered++;
            pair.recorder.delivered[phase].recordValue(Math.max(0, nowNs - sentNs));
        }
    }

    @Override
    public void onReadEnd(LoadConnection connection, long nowNs) {
        if (phase != BEFORE_START && shape.rate() == 0 && connection.tag instanceof Pair pair) {
            pump(pair, nowNs);
        }
    }
}
