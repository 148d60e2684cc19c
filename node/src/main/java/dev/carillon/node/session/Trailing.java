package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.overlay.Trailer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lets the state of a loop's partitions trail into the engine: a few freezes per pass, of what is large or old, or of
 * what keeps the log long, and cuts the log behind what was flushed. So memory and log stay within their bounds also
 * when nobody reads.
 *
 * <p>Runs on the loop, except {@link #written} and {@link #flushed}, which the writer calls.
 */
final class Trailing {
    /** Freezes per pass; each encodes what one partition changed. */
    static final int FREEZES_PER_PASS = 2;

    private final DeliveryPartition[] partitions;
    private final CoreLimits limits;
    private final Meter meter;
    private final Trailer trailer;
    private final ManyToOneConcurrentArrayQueue<StateBatch> written;

    /** By place in {@link #partitions}: how far the engine is flushed, until the loop has seen it. */
    private final AtomicReferenceArray<@Nullable Marker> flushed;

    private volatile boolean news;
    private long overlayBytes;
    private boolean logTooLong;

    /** Whether a flush would bring anything. */
    private boolean unflushed;

    Trailing(DeliveryPartition[] partitions, CoreLimits limits, Meter meter, Trailer trailer) {
        this.partitions = partitions;
        this.limits = limits;
        this.meter = meter;
        this.trailer = trailer;
        this.written = new ManyToOneConcurrentArrayQueue<>(Math.max(2, partitions.length * 2));
        this.flushed = new AtomicReferenceArray<>(partitions.length);
    }

    /** The engine has the batch; writer's thread. */
    void written(StateBatch batch) {
        // One batch per partition is under way, so there is always room.
        if (!written.offer(batch)) {
            throw new IllegalStateException("more batches than partitions");
        }
        news = true;
    }

    /** The engine has a partition for good up to the marker; writer's thread. */
    void flushed(int place, Marker marker) {
        flushed.set(place, marker);
        news = true;
    }

    /** Memory of what the engine does not have, as of the last {@link #freeze}. */
    long overlayBytes() {
        return overlayBytes;
    }

    /** Hears the writer. @return whether it had anything to say */
    boolean hear(DeliveryPartition[] byNumber) {
        if (!news) {
            return false;
        }
        news = false;
        for (StateBatch batch = written.poll(); batch != null; batch = written.poll()) {
            byNumber[batch.partition()].onWritten(batch);
            meter.add(Metric.FREEZES_WRITTEN, 1);
            unflushed = true;
        }
        boolean anyFlushed = false;
        for (int i = 0; i < partitions.length; i++) {
            Marker marker = flushed.getAndSet(i, null);
            if (marker != null) {
                anyFlushed = true;
                partitions[i].onFlushed(marker);
                meter.add(Metric.LOG_RELEASES, 1);
            }
        }
        meter.add(Metric.FLUSHES, anyFlushed ? 1 : 0);
        return true;
    }

    /** Now and then: how long the log is, and whether it has no room. */
    void watchLog(long logBytes, boolean full) {
        logTooLong = full || logBytes > limits.logBytesPerLoop();
        if (logTooLong && unflushed) {
            unflushed = false;
            trailer.requestFlush();
        }
        trailer.tick();
    }

    /** Freezes what should be, between two entries. */
    void freeze(long nowNs) {
        long ageNs = limits.freezeAgeMs() * 1_000_000;
        boolean tooMuch = overlayBytes > limits.overlayBytesPerLoop() / 2;
        int left = FREEZES_PER_PASS;
        long sum = 0;
        DeliveryPartition largest = null;
        for (DeliveryPartition partition : partitions) {
            long bytes = partition.overlayBytes();
            sum += bytes;
            if (left > 0 && isDue(partition, bytes, nowNs - ageNs) && submit(partition)) {
                left--;
            } else if (isChanged(partition) && (largest == null || weight(partition) > weight(largest))) {
                largest = partition;
            }
        }
        overlayBytes = sum;
        if (left > 0 && largest != null && (logTooLong || tooMuch)) {
            submit(largest);
        }
    }

    private long weight(DeliveryPartition partition) {
        return logTooLong ? partition.logBytes() : partition.overlayBytes();
    }

    private boolean isDue(DeliveryPartition partition, long bytes, long oldNs) {
        return partition.hasUnsubmitted()
                || isChanged(partition) && (bytes >= limits.freezeBytes() || partition.changedSinceNs() - oldNs <= 0);
    }

    private static boolean isChanged(DeliveryPartition partition) {
        return !partition.isFreezing() && partition.changedSinceNs() != Long.MAX_VALUE;
    }

    private boolean submit(DeliveryPartition partition) {
        StateBatch batch = partition.freeze();
        if (batch == null) {
            return false;
        }
        if (!trailer.submit(batch)) {
            partition.back(batch);
            return false;
        }
        meter.add(Metric.FREEZES, 1);
        return true;
    }

    /** Brings everything into the engine. @return whether it is there for good */
    boolean finish(dev.carillon.storage.StateEngine engine) {
        boolean all = true;
        boolean frozen = false;
        for (DeliveryPartition partition : partitions) {
            if (partition.hasUnsubmitted() || isChanged(partition)) {
                frozen |= submit(partition);
                all = false;
            }
            all &= !partition.isFreezing();
        }
        if (!all) {
            return false;
        }
        for (DeliveryPartition partition : partitions) {
            if (!engine.flushedMarker(partition.number()).equals(engine.marker(partition.number()))) {
                trailer.requestFlush();
                return false;
            }
        }
        return !frozen;
    }
}
