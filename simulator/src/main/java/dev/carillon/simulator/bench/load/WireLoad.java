package dev.carillon.simulator.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Bytes of TCP payload for a handshake and for one acked message, both ways at both ends, one message at a time. */
public final class WireLoad implements LoadListener {
    private static final double NS_PER_SECOND = 1e9;
    private static final double US_PER_SECOND = 1e6;
    private static final int CONNECT_SECONDS_MAX = 20;
    private static final int MESSAGES_SECONDS_MAX = 60;
    private static final double SETTLE_SECONDS = 0.2;

    private final int size;
    private final int count;
    private final byte[] receiver;
    private final CountDownLatch ready = new CountDownLatch(2);
    private CountDownLatch done = new CountDownLatch(1);
    private int sent;
    private int last;
    private int acked;
    private int delivered;
    private @org.jspecify.annotations.Nullable LoadConnection sender;

    private WireLoad(int size, int count, int receiver) {
        this.size = size;
        this.count = count;
        this.receiver = LoadNet.name(receiver);
    }

    /** Sends {@code count} messages of {@code size} bytes (at least 16) from user {@code base + 1} to {@code base}. */
    public static void run(LoadContext context, int size, int count, int base) throws InterruptedException {
        if (size < Payload.SIZE_MIN || count < 1) {
            throw new LoadException("at least one message of at least " + Payload.SIZE_MIN + " bytes");
        }
        new WireLoad(size, count, base).run(context, base);
    }

    private void run(LoadContext context, int base) throws InterruptedException {
        Rows rows = context.rows();
        Progress progress = context.progress();
        try (LoadNet net = context.net()) {
            LoadConnection to = net.connect(base, net.loop(0), this);
            LoadConnection from = net.connect(base + 1, net.loop(0), this);
            progress.require(ready, "  connecting", CONNECT_SECONDS_MAX);
            progress.sleep("  settling", SETTLE_SECONDS);
            List<Long> start = bytes(from, to);
            handshake(rows, start);
            // The first message names both ends; what it costs more is shown apart from what every later one costs.
            exchange(context, from, 1);
            progress.sleep("  settling", SETTLE_SECONDS);
            List<Long> before = bytes(from, to);
            rows.row("first_message", 1, sum(before) - sum(start), "B");
            double seconds = exchange(context, from, count);
            progress.sleep("  settling", SETTLE_SECONDS);
            List<Long> after = bytes(from, to);
            String[] names = {"sender_out", "sender_in", "receiver_in", "receiver_out"};
            for (int i = 0; i < names.length; i++) {
                rows.row(names[i] + "_per_msg", 1, (after.get(i) - before.get(i)) / (double) count, "B");
            }
            rows.row("total_per_msg", 1, (sum(after) - sum(before)) / (double) count, "B");
            rows.row("one_at_a_time", 1, seconds / count * US_PER_SECOND, "us");
            rows.row("errors", 0, net.errors(), "");
        }
    }

    private static void handshake(Rows rows, List<Long> bytes) {
        rows.row("handshake_receiver_out", 1, bytes.get(3), "B");
        rows.row("handshake_receiver_in", 1, bytes.get(2), "B");
        rows.row("handshake_sender_out", 1, bytes.get(0), "B");
        rows.row("handshake_sender_in", 1, bytes.get(1), "B");
    }

    private double exchange(LoadContext context, LoadConnection from, int messages) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        long start = context.clock().nanoTime();
        from.loop.eventLoop.execute(() -> {
            sender = from;
            done = end;
            last = sent + messages;
            next(start);
        });
        context.progress().require(end, "  " + messages + " messages one at a time", MESSAGES_SECONDS_MAX);
        return (context.clock().nanoTime() - start) / NS_PER_SECOND;
    }

    private void next(long nowNs) {
        LoadConnection from = sender;
        if (from == null || Math.min(acked, delivered) < sent) {
            return;
        }
        if (sent == last) {
            done.countDown();
        } else {
            from.send(0, receiver, nowNs, sent++, size);
        }
    }

    private static List<Long> bytes(LoadConnection from, LoadConnection to) {
        List<Long> bytes = new ArrayList<>();
        bytes.add(from.bytesOut);
        bytes.add(from.bytesIn);
        bytes.add(to.bytesIn);
        bytes.add(to.bytesOut);
        return bytes;
    }

    private static long sum(List<Long> bytes) {
        return bytes.stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void onReady(LoadConnection connection) {
        ready.countDown();
    }

    @Override
    public void onAck(LoadConnection connection, long sentNs, long nowNs) {
        acked++;
        next(nowNs);
    }

    @Override
    public void onMessage(LoadConnection connection, long sentNs, long number, long nowNs) {
        delivered++;
        next(nowNs);
    }
}
