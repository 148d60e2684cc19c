package dev.carillon.simulator.bench.load;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** All receivers connect at once and take what {@link FillLoad} queued for them; counts what came, twice, or not. */
public final class DrainLoad implements LoadListener {
    private static final double NS_PER_SECOND = 1e9;
    private static final double PER = 100_000;
    private static final int CONNECT_SECONDS_MAX = 60;

    /** Acks of the last messages may still be on their way when the last message has come. */
    private static final double ACKS_PAUSE_SECONDS = 0.3;

    private final LoadContext context;
    private final OfflineShape shape;
    private final long quietNs;
    private final CountDownLatch ready;
    private final CountDownLatch complete = new CountDownLatch(1);
    private final AtomicLong lastNs;

    // Guarded by itself: receivers live on several loops. One lock per message costs less than it disturbs.
    private final BitSet seen;
    private final long[] last;
    private long duplicates;
    private long outOfOrder;
    private int unique;

    private DrainLoad(LoadContext context, OfflineShape shape, double quietSeconds) {
        this.context = context;
        this.shape = shape;
        this.quietNs = (long) (quietSeconds * NS_PER_SECOND);
        ready = new CountDownLatch(shape.receivers());
        seen = new BitSet(shape.total());
        last = new long[shape.receivers()];
        Arrays.fill(last, -1);
        lastNs = new AtomicLong(context.clock().nanoTime());
    }

    /**
     * Drains as repetition {@code repeat}.
     *
     * @param what first word of the metrics: {@code drain}, {@code after_kill9}
     * @param quietSeconds how long nothing may come before the rest counts as lost
     */
    public static void run(LoadContext context, OfflineShape shape, int repeat, String what, double quietSeconds)
            throws InterruptedException {
        new DrainLoad(context, shape, quietSeconds).run(repeat, what);
    }

    private void run(int repeat, String what) throws InterruptedException {
        try (LoadNet net = context.net()) {
            CpuWatch cpu = new CpuWatch(context.target().pids());
            cpu.start();
            long start = context.clock().nanoTime();
            LoadConnection[] connections = new LoadConnection[shape.receivers()];
            for (int i = 0; i < connections.length; i++) {
                connections[i] = net.connect(shape.base() + i, net.loop(i), this);
            }
            boolean allReady = ready.await(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
            double connected = (context.clock().nanoTime() - start) / NS_PER_SECOND;
            while (context.clock().nanoTime() - lastNs.get() < quietNs && complete.getCount() > 0) {
                context.progress().await(complete, "  draining", quietNs / NS_PER_SECOND);
            }
            double elapsed = (lastNs.get() - start) / NS_PER_SECOND;
            report(repeat, what, connected, elapsed, cpu);
            if (!allReady) {
                context.rows().row(what + "_not_connected", repeat, ready.getCount(), "receivers");
            }
            context.progress().sleep("  acks", ACKS_PAUSE_SECONDS);
            for (LoadConnection connection : connections) {
                connection.loop.eventLoop.execute(connection::leave);
            }
            context.progress().sleep("  leaving", ACKS_PAUSE_SECONDS);
        }
    }

    private synchronized void report(int repeat, String what, double connected, double elapsed, CpuWatch cpu) {
        Rows rows = context.rows();
        rows.row(what + "_received", repeat, unique, "messages");
        rows.row(what + "_lost", repeat, shape.total() - unique, "messages");
        rows.row(what + "_duplicates", repeat, duplicates, "messages");
        rows.row(what + "_out_of_order", repeat, outOfOrder, "messages");
        if (unique > 0) {
            rows.row(what + "_connect_time", repeat, connected, "s");
            rows.row(what + "_time", repeat, elapsed, "s");
            rows.row(what + "_rate", repeat, unique / elapsed, "msg/s");
            rows.row(what + "_cpu_per_100k", repeat, cpu.server() * PER / unique, "s");
            rows.row(what + "_client_cpu_per_100k", repeat, cpu.client() * PER / unique, "s");
        }
    }

    @Override
    public void onReady(LoadConnection connection) {
        ready.countDown();
    }

    @Override
    public void onMessage(LoadConnection connection, long sentNs, long number, long nowNs) {
        lastNs.set(nowNs);
        count(number);
    }

    private synchronized void count(long number) {
        if (number < 0 || number >= shape.total()) {
            outOfOrder++;
            return;
        }
        if (seen.get((int) number)) {
            duplicates++;
            return;
        }
        seen.set((int) number);
        int receiver = (int) (number / shape.each());
        if (number <= last[receiver]) {
            outOfOrder++;
        }
        last[receiver] = number;
        if (++unique == shape.total()) {
            complete.countDown();
        }
    }
}
