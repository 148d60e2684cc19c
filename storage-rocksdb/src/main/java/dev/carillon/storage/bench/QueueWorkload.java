package dev.carillon.storage.bench;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.PartitionOverlay;
import dev.carillon.storage.overlay.Trailer;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.overlay.TrailerListener;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Visits inboxes in turn: appends a few items to one, then reads and deletes those of the one visited {@code lag} visits
 * before. Two threads: the loop, and the writer.
 */
final class QueueWorkload implements TrailerListener {
    static final int ITEM_BYTES = 256;

    private static final int READ_MAX = 64;
    private static final int FREEZE_BYTES = 8 << 20;

    /** Where the loop waits for the writer: the bound on memory. */
    private static final int OVERLAY_BYTES_MAX = 32 << 20;

    private static final long WRITER_END_S = 60;
    private static final long WAIT_NS = 50_000;
    private static final int SAMPLES_MAX = 1 << 16;
    private static final int TENTHS = 10;

    private final String name;
    private final long visits;
    private final int inboxes;
    private final int itemsPerVisit;
    private final int lag;

    private final UnsafeBuffer item = new UnsafeBuffer(new byte[ITEM_BYTES]);
    private final ConcurrentLinkedQueue<StateBatch> written = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final long[] readNs = new long[TENTHS];
    private final long[] readItems = new long[TENTHS];
    private final long[][] samples = new long[TENTHS][SAMPLES_MAX];
    private final long[] reads = new long[TENTHS];
    private long overlayBytesMax;
    private long checksum;

    private QueueWorkload(String name, long rounds, int inboxes, int itemsPerVisit, int lag) {
        this.name = name;
        this.visits = Math.max(TENTHS, rounds / itemsPerVisit);
        this.inboxes = inboxes;
        this.itemsPerVisit = itemsPerVisit;
        this.lag = (int) Math.min(lag, this.visits / TENTHS);
    }

    /** One inbox, always 128,000 items behind. */
    static QueueWorkload hot(long rounds) {
        return new QueueWorkload("hot", rounds, 1, READ_MAX, 2000);
    }

    /** Many inboxes, 8 items in each that has any, together 160,000 items behind. */
    static QueueWorkload many(long rounds, int inboxes) {
        return new QueueWorkload("many", rounds, inboxes, 8, Math.min(20_000, inboxes / 2));
    }

    /** Read and deleted at once: what a message to a connected device costs. */
    static QueueWorkload soon(long rounds) {
        return new QueueWorkload("soon", rounds, 1000, 1, 0);
    }

    String name() {
        return name;
    }

    QueueResult run(StateEngine engine) {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            PartitionOverlay overlay = new PartitionOverlay(0, engine);
            Trailer trailer = new Trailer(engine, TrailerLimits.DEFAULT, writer, System::nanoTime, this);
            long start = System.nanoTime();
            loop(overlay, trailer);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new QueueResult(
                    name,
                    visits * itemsPerVisit / seconds,
                    perSecond(0),
                    perSecond(TENTHS - 1),
                    median(0),
                    median(TENTHS - 1),
                    overlayBytesMax);
        } finally {
            writer.shutdown();
            awaitEnd(writer);
        }
    }

    private void loop(PartitionOverlay overlay, Trailer trailer) {
        OverlayQueue[] queues = new OverlayQueue[inboxes];
        for (int i = 0; i < inboxes; i++) {
            queues[i] = overlay.queue(i, 1, 1);
        }
        for (long visit = 0; visit < visits + lag; visit++) {
            OverlayQueue queue = queues[inbox(visit)];
            for (int i = 0; i < itemsPerVisit; i++) {
                item.putLong(0, queue.next());
                queue.append(item, 0, ITEM_BYTES);
            }
            if (visit >= lag) {
                readAndTrim(queues[inbox(visit - lag)], (int) ((visit - lag) * TENTHS / visits));
            }
            if ((visit & 63) == 0) {
                trail(overlay, trailer, visit + 1);
            }
        }
        waitFor(overlay);
    }

    private void readAndTrim(OverlayQueue queue, int tenth) {
        long from = queue.first();
        long start = System.nanoTime();
        int read = queue.read(from, Math.min(READ_MAX, itemsPerVisit), (seq, buffer, offset, length) -> {
            checksum += buffer.getLong(offset) - seq;
            return true;
        });
        long took = System.nanoTime() - start;
        if (read != itemsPerVisit || checksum != 0) {
            throw new IllegalStateException("read " + read + " of " + itemsPerVisit + " items, checksum " + checksum);
        }
        queue.trim(from + read);
        readNs[tenth] += took;
        readItems[tenth] += read;
        samples[tenth][(int) (reads[tenth]++ % SAMPLES_MAX)] = took;
    }

    private void trail(PartitionOverlay overlay, Trailer trailer, long index) {
        overlayBytesMax = Math.max(overlayBytesMax, overlay.bytes());
        takeWritten(overlay);
        if (overlay.isInFlight() && overlay.bytes() >= OVERLAY_BYTES_MAX) {
            waitFor(overlay);
        }
        if (!overlay.isInFlight() && overlay.bytes() >= FREEZE_BYTES) {
            StateBatch batch = overlay.freeze(new Marker(1, index));
            if (batch != null && !trailer.submit(batch)) {
                throw new IllegalStateException("the writer takes no batch");
            }
        }
    }

    private void waitFor(PartitionOverlay overlay) {
        while (overlay.isInFlight()) {
            LockSupport.parkNanos(WAIT_NS);
            takeWritten(overlay);
        }
    }

    private void takeWritten(PartitionOverlay overlay) {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        StateBatch batch = written.poll();
        if (batch != null) {
            overlay.written(batch);
        }
    }

    /** The last flush. */
    private static void awaitEnd(ExecutorService writer) {
        try {
            if (!writer.awaitTermination(WRITER_END_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the writer did not end within " + WRITER_END_S + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In an order that is neither sorted nor repeated soon. */
    private int inbox(long visit) {
        return (int) ((visit * 7919) % inboxes);
    }

    private double perSecond(int tenth) {
        return readItems[tenth] * 1e9 / Math.max(1, readNs[tenth]);
    }

    private long median(int tenth) {
        long[] sorted = Arrays.copyOf(samples[tenth], (int) Math.min(reads[tenth], SAMPLES_MAX));
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void written(StateBatch batch) {
        written.add(batch);
    }

    @Override
    public void installed(int partition, Marker marker) {
        throw new IllegalStateException("nobody copies here");
    }

    @Override
    public void flushed(int partition, Marker marker) {
        // No log to cut here.
    }

    @Override
    public void failed(RuntimeException cause) {
        failure.set(cause);
    }
}
