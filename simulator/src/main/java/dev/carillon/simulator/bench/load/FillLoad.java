package dev.carillon.simulator.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Receivers enrol and leave; then senders queue messages for them, as fast as the node acks. */
public final class FillLoad implements LoadListener {
    private static final double NS_PER_SECOND = 1e9;
    private static final double MB = 1e6;
    private static final double PER = 100_000;
    private static final int CONNECT_SECONDS_MAX = 60;
    private static final int FILL_SECONDS_MAX = 120;
    private static final double LEFT_PAUSE_SECONDS = 0.5;

    private static final class Sender {
        final int index;
        int sent;
        int acked;

        Sender(int index) {
            this.index = index;
        }
    }

    private final LoadContext context;
    private final OfflineShape shape;
    private final boolean kill;
    private final byte[][] receivers;
    private final AtomicLong acks = new AtomicLong();
    private final CountDownLatch all = new CountDownLatch(1);
    private final CountDownLatch ready;

    private FillLoad(LoadContext context, OfflineShape shape, boolean kill) {
        this.context = context;
        this.shape = shape;
        this.kill = kill;
        ready = new CountDownLatch(shape.senders());
        receivers = new byte[shape.receivers()][];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = LoadNet.name(shape.base() + i);
        }
    }

    /** Runs it as repetition {@code repeat}; with {@code kill} the node gets a kill -9 at the last ack. */
    public static void run(LoadContext context, OfflineShape shape, int repeat, boolean kill)
            throws InterruptedException {
        try (LoadNet net = context.net()) {
            enrol(context, shape, net);
            new FillLoad(context, shape, kill).fill(net, repeat);
        }
    }

    private static void enrol(LoadContext context, OfflineShape shape, LoadNet net) throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(shape.receivers());
        LoadListener visit = new LoadListener() {
            @Override
            public void onReady(LoadConnection connection) {
                connection.leave();
            }

            @Override
            public void onClosed(LoadConnection connection) {
                gone.countDown();
            }
        };
        for (int i = 0; i < shape.receivers(); i++) {
            net.connect(shape.base() + i, net.loop(i), visit);
        }
        context.progress().require(gone, "  " + shape.receivers() + " receivers enrol and leave", CONNECT_SECONDS_MAX);
        context.progress().sleep("  settling", LEFT_PAUSE_SECONDS);
    }

    private void fill(LoadNet net, int repeat) throws InterruptedException {
        List<LoadConnection> connections = new ArrayList<>();
        for (int i = 0; i < shape.senders(); i++) {
            connections.add(net.connect(shape.base() + shape.receivers() + i, net.loop(i), this));
        }
        context.progress().require(ready, "  connecting " + shape.senders() + " senders", CONNECT_SECONDS_MAX);
        CpuWatch cpu = new CpuWatch(context.target().pids());
        cpu.start();
        long start = context.clock().nanoTime();
        for (int i = 0; i < connections.size(); i++) {
            LoadConnection connection = connections.get(i);
            Sender sender = new Sender(i);
            connection.loop.eventLoop.execute(() -> {
                connection.tag = sender;
                pump(connection, sender, start);
            });
        }
        boolean done = context.progress().await(all, "  queueing " + shape.total() + " messages", FILL_SECONDS_MAX);
        double elapsed = (context.clock().nanoTime() - start) / NS_PER_SECOND;
        report(repeat, elapsed, cpu);
        if (!done) {
            context.rows().row("queue_incomplete", repeat, shape.total() - acks.get(), "messages");
            killNode();
        }
    }

    private void report(int repeat, double elapsed, CpuWatch cpu) {
        Rows rows = context.rows();
        long acked = acks.get();
        rows.row("queued_acked", repeat, acked, "messages");
        rows.row("queue_rate", repeat, acked / elapsed, "msg/s");
        if (!kill && acked > 0) {
            rows.row("queue_cpu_per_100k", repeat, cpu.server() * PER / acked, "s");
            rows.row("queue_client_cpu_per_100k", repeat, cpu.client() * PER / acked, "s");
            rows.row("queue_rss", repeat, ProcessFigures.rss(context.target().pids()) / MB, "MB");
        }
    }

    private void pump(LoadConnection connection, Sender sender, long nowNs) {
        int each = shape.receivers() / shape.senders();
        while (sender.sent < shape.perSender() && sender.sent - sender.acked < shape.window()) {
            int k = sender.sent++;
            int receiver = sender.index + shape.senders() * (k % each);
            long number = (long) receiver * shape.each() + k / each;
            connection.send(k % each, receivers[receiver], nowNs, number, shape.size());
        }
    }

    private void killNode() {
        if (kill) {
            ProcessHandle.of(context.target().pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void onReady(LoadConnection connection) {
        ready.countDown();
    }

    @Override
    public void onAck(LoadConnection connection, long sentNs, long nowNs) {
        if (connection.tag instanceof Sender sender) {
            sender.acked++;
            if (acks.incrementAndGet() == shape.total()) {
                // Not one turn of the event loop later: what is acked now must be on disk now.
                killNode();
                all.countDown();
            }
        }
    }

    @Override
    public void onReadEnd(LoadConnection connection, long nowNs) {
        if (connection.tag instanceof Sender sender) {
            pump(connection, sender, nowNs);
        }
    }
}
