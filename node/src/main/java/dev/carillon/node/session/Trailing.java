package dev.carillon.node.session;

import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.overlay.Trailer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
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

    /** How long a flush that no user waits for is put off, so that it serves many partitions that move. */
    private static final long SHARED_FLUSH_NS = 2_000_000_000L;

    private final PartitionSet partitions;
    private final CoreLimits limits;
    private final Meter meter;
    private final Trailer trailer;
    private final StateStops stops;
    private final ManyToOneConcurrentArrayQueue<StateBatch> written;

    /** By the partition's number: how far the engine is flushed, until the loop has seen it. */
    private final AtomicReferenceArray<@Nullable Marker> flushed;

    /** Partitions whose state somebody waits for. */
    private final ManyToOneConcurrentArrayQueue<Integer> wanted;

    private final boolean[] hurried;

    /** Partitions whose state the engine has removed, until the loop has seen it. */
    private final ManyToOneConcurrentArrayQueue<Integer> removed;

    private final BitSet removing;

    private volatile boolean news;
    /** Of each partition, by number, what is in {@link #overlayBytes}. */
    private final long[] counted;

    private long overlayBytes;
    private boolean logTooLong;

    /** Partitions with a batch for which the writer had no room, the longest waiting one first. */
    private final ArrayDeque<PartitionReplica> refused = new ArrayDeque<>();

    /** Where {@link #freezeAll} goes on, in the row of all partitions. */
    private int next;

    /** Whether a flush would bring anything. */
    private boolean unflushed;

    /** Sealed partitions for which a flush was asked that has not come. */
    private final BitSet flushAsked;

    /** The same, where users may wait for it. */
    private final BitSet flushHurried;

    Trailing(PartitionSet partitions, CoreLimits limits, Meter meter, Trailer trailer, StateStops stops) {
        this.stops = stops;
        this.partitions = partitions;
        this.limits = limits;
        this.meter = meter;
        this.trailer = trailer;
        int numbers = partitions.count() + 1;
        this.written = new ManyToOneConcurrentArrayQueue<>(numbers * 2);
        this.flushed = new AtomicReferenceArray<>(numbers);
        this.removed = new ManyToOneConcurrentArrayQueue<>(numbers * 2);
        this.removing = new BitSet(numbers);
        this.flushAsked = new BitSet(numbers);
        this.flushHurried = new BitSet(numbers);
        this.counted = new long[numbers];
        this.wanted = new ManyToOneConcurrentArrayQueue<>(numbers * 2);
        this.hurried = new boolean[numbers];
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
    void flushed(int partition, Marker marker) {
        flushed.set(partition, marker);
        news = true;
    }

    /** The engine has nothing of a partition any more; writer's thread. */
    void removed(int partition) {
        if (!removed.offer(partition)) {
            throw new IllegalStateException("more removals than partitions");
        }
        news = true;
    }

    /** Removes the state of a partition that has no replica here, for good. */
    void remove(int partition) {
        if (!removing.get(partition)) {
            removing.set(partition);
            trailer.remove(partition);
        }
    }

    /** Whether a removal is under way. */
    boolean isRemoving(int partition) {
        return removing.get(partition);
    }

    /** A replica is gone: what was counted of it does not count. */
    void forget(int partition) {
        refused.removeIf(each -> each.number() == partition);
        overlayBytes -= counted[partition];
        counted[partition] = 0;
        hurried[partition] = false;
        flushAsked.clear(partition);
        flushHurried.clear(partition);
        flushed.set(partition, null);
    }

    /** See {@link dev.carillon.node.cluster.HandoverHost#bringHome}. */
    void bringHome(PartitionReplica partition, boolean waitedFor) {
        if (partition.isFreezing()) {
            return;
        }
        BitSet asked = waitedFor ? flushHurried : flushAsked;
        if (!partition.isWrittenHome() ? submit(partition) : !asked.get(partition.number())) {
            asked.set(partition.number());
            if (waitedFor) {
                trailer.requestFlush();
            } else {
                trailer.requestFlushWithin(SHARED_FLUSH_NS);
            }
        }
    }

    /** Somebody waits for the engine to have what the partition has now; any thread. */
    void hurry(int partition) {
        // A queue that is full has enough to do; whoever waits asks again.
        wanted.offer(partition);
        news = true;
    }

    /** Memory of what the engine does not have, as of the end of the last pass. */
    long overlayBytes() {
        return overlayBytes;
    }

    /** Hears the writer. @return whether it had anything to say */
    boolean hear(PartitionSet all) {
        if (!news) {
            return false;
        }
        news = false;
        for (StateBatch batch = written.poll(); batch != null; batch = written.poll()) {
            PartitionReplica partition = all.replica(batch.partition());
            if (partition != null) {
                partition.onWritten(batch);
                count(partition);
            }
            meter.add(Metric.FREEZES_WRITTEN, 1);
            unflushed = true;
        }
        for (Integer number = wanted.poll(); number != null; number = wanted.poll()) {
            PartitionReplica partition = all.replica(number);
            hurried[number] = partition != null;
            if (partition != null && mayFreeze(partition)) {
                submit(partition);
            }
        }
        for (Integer number = removed.poll(); number != null; number = removed.poll()) {
            removing.clear(number);
        }
        boolean anyFlushed = false;
        for (PartitionReplica partition : partitions.all()) {
            Marker marker = flushed.getAndSet(partition.number(), null);
            if (marker != null) {
                anyFlushed = true;
                flushAsked.clear(partition.number());
                flushHurried.clear(partition.number());
                partition.onFlushed(marker);
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

    /** Freezes, between two entries, what is large of the partitions that a pass served. */
    void freeze(List<? extends PartitionReplica> served, long nowNs) {
        stops.look(nowNs, this::submit);
        int left = submitRefused();
        for (int i = 0; i < served.size(); i++) {
            PartitionReplica partition = served.get(i);
            count(partition);
            if (left > 0 && isDue(partition, nowNs) && submit(partition)) {
                left--;
            }
        }
        if (!served.isEmpty() && isPressed()) {
            freezeLargest(left);
        }
    }

    /** Now and then: the same for all partitions, so that also what is old is frozen. */
    void freezeAll(long nowNs) {
        int left = submitRefused();
        List<PartitionReplica> all = partitions.all();
        int begin = next;
        for (int i = 0; i < all.size(); i++) {
            int at = (begin + i) % all.size();
            PartitionReplica partition = all.get(at);
            count(partition);
            if (left > 0 && isDue(partition, nowNs) && submit(partition)) {
                left--;
                next = at + 1;
            }
        }
        if (isPressed()) {
            freezeLargest(left);
        }
    }

    /**
     * What the writer had no room for comes before all others: they would take the room each time that there is some, and
     * a partition whose state stays behind keeps the log long, and nobody can be given a copy of it.
     *
     * @return how many others may be frozen in this pass
     */
    private int submitRefused() {
        int left = FREEZES_PER_PASS;
        for (PartitionReplica first = refused.peek(); first != null; first = refused.peek()) {
            if (left == 0 || first.hasUnsubmitted() && !submit(first)) {
                return 0;
            }
            refused.poll();
            left--;
        }
        return left;
    }

    private void count(PartitionReplica partition) {
        long bytes = partition.overlayBytes();
        overlayBytes += bytes - counted[partition.number()];
        counted[partition.number()] = bytes;
    }

    private boolean isPressed() {
        return logTooLong || overlayBytes > limits.overlayBytesPerLoop() / 2;
    }

    private void freezeLargest(int left) {
        PartitionReplica largest = null;
        for (PartitionReplica partition : partitions.all()) {
            if (mayFreeze(partition) && (largest == null || weight(partition) > weight(largest))) {
                largest = partition;
            }
        }
        if (left > 0 && largest != null) {
            submit(largest);
        }
    }

    private long weight(PartitionReplica partition) {
        return logTooLong ? partition.logBytes() : partition.overlayBytes();
    }

    private boolean isDue(PartitionReplica partition, long nowNs) {
        return partition.hasUnsubmitted()
                || mayFreeze(partition)
                        && (hurried[partition.number()]
                                || partition.overlayBytes() >= limits.freezeBytes()
                                || nowNs - partition.changedSinceNs() >= limits.freezeAgeMs() * 1_000_000);
    }

    private boolean mayFreeze(PartitionReplica partition) {
        return isChanged(partition) && !stops.holds(partition.number());
    }

    private static boolean isChanged(PartitionReplica partition) {
        return !partition.isFreezing() && partition.changedSinceNs() != Long.MAX_VALUE;
    }

    private boolean submit(PartitionReplica partition) {
        StateBatch batch = partition.freeze();
        if (batch == null) {
            return false;
        }
        if (!trailer.submit(batch)) {
            partition.back(batch);
            if (!refused.contains(partition)) {
                refused.add(partition);
            }
            return false;
        }
        hurried[partition.number()] = false;
        meter.add(Metric.FREEZES, 1);
        return true;
    }

    /** Brings everything into the engine. @return whether it is there for good */
    boolean finish(dev.carillon.storage.StateEngine engine) {
        boolean all = true;
        boolean frozen = false;
        for (PartitionReplica partition : partitions.all()) {
            if (partition.hasUnsubmitted() || isChanged(partition)) {
                frozen |= submit(partition);
                all = false;
            }
            all &= !partition.isFreezing();
        }
        if (!all) {
            return false;
        }
        for (PartitionReplica partition : partitions.all()) {
            if (!engine.flushedMarker(partition.number()).equals(engine.marker(partition.number()))) {
                trailer.requestFlush();
                return false;
            }
        }
        return !frozen;
    }
}
