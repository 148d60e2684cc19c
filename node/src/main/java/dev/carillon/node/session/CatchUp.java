package dev.carillon.node.session;

import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.StateCopies;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.overlay.Trailer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Brings replicas up to date that have missed more than the logs of the others still have: fetches a copy of the state
 * from the leader, and puts it into the place of the old one while the replica holds still.
 *
 * <pre>
 *   from        event                           to          effect
 *   –           state needed                    FETCHING    asks the leader
 *   FETCHING    failed                          –           copy discarded; the engine asks again
 *   FETCHING    whole, still needed             INSTALLING  replica holds still, copy goes to the writer
 *   FETCHING    whole, no longer needed, or      –           copy discarded
 *               the replica has gone
 *   INSTALLING  the copy is the state, for good –           replica goes on from there
 * </pre>
 *
 * <p>Runs on the loop, but for what is said otherwise.
 */
final class CatchUp {
    /** Copies that a loop fetches at the same time; each is a memory and a disk load at both ends. */
    static final int COPIES_MAX = 2;

    private static final long RETRY_NS = 250_000_000;

    private final int loop;
    private final StateCopies copies;
    private final StateEngine engine;
    private final Trailer trailer;
    private final PartitionSet partitions;
    private final CoreListener listener;
    private final Meter meter;
    private final Runnable wake;
    private final List<Copy> under = new ArrayList<>();
    private final long[] notBeforeNs;

    /** Partitions whose copies the writer has made their states. */
    private final Queue<Integer> installed = new ConcurrentLinkedQueue<>();

    private volatile boolean news;

    /** @param wake makes the loop pass soon; any thread */
    CatchUp(
            int loop,
            StateCopies copies,
            StateEngine engine,
            Trailer trailer,
            PartitionSet partitions,
            CoreListener listener,
            Meter meter,
            Runnable wake,
            long nowNs) {
        this.loop = loop;
        this.copies = copies;
        this.engine = engine;
        this.trailer = trailer;
        this.partitions = partitions;
        this.listener = listener;
        this.meter = meter;
        this.wake = wake;
        this.notBeforeNs = new long[partitions.count() + 1];
        Arrays.fill(notBeforeNs, nowNs);
    }

    /** A replica cannot go on without a state that contains {@code atLeast}; {@code node} should have it. */
    void needed(PartitionReplica partition, Marker atLeast, int node, long nowNs) {
        int number = partition.number();
        if (under.size() >= COPIES_MAX || find(number) != null || nowNs - notBeforeNs[number] < 0) {
            return;
        }
        notBeforeNs[number] = nowNs + RETRY_NS;
        meter.add(Metric.STATES_NEEDED, 1);
        Copy copy = new Copy(number, engine.startImport(number));
        under.add(copy);
        copies.fetch(node, number, atLeast, copy.state, copy);
    }

    private @Nullable Copy find(int partition) {
        for (Copy copy : under) {
            if (copy.partition == partition) {
                return copy;
            }
        }
        return null;
    }

    /** The copy is the partition's state now; writer's thread. */
    void installed(int partition) {
        installed.add(partition);
        news();
    }

    private void news() {
        news = true;
        wake.run();
    }

    /** Each pass. @return whether anything was done */
    boolean work() {
        if (!news) {
            return false;
        }
        news = false;
        for (Integer number = installed.poll(); number != null; number = installed.poll()) {
            Copy copy = find(number);
            if (copy != null) {
                copy.installed = true;
            }
        }
        boolean waiting = false;
        for (int i = under.size() - 1; i >= 0; i--) {
            Copy copy = under.get(i);
            if (copy.isOver(partitions.replica(copy.partition))) {
                under.remove(i);
            }
            waiting |= copy.waits;
        }
        news |= waiting;
        // One that waits for the writer is woken by it; passes until then would only burn the processor.
        return !waiting;
    }

    private final class Copy implements StateCopies.Outcome {
        private final int partition;
        private final StateImport state;
        private volatile @Nullable Marker fetched;
        private volatile boolean failed;
        private volatile long bytes;
        private boolean installed;
        private boolean installing;
        private boolean waits;

        Copy(int partition, StateImport state) {
            this.partition = partition;
            this.state = state;
        }

        @Override
        public void fetched(Marker copied, long length) {
            bytes = length;
            fetched = copied;
            news();
        }

        @Override
        public void failed() {
            failed = true;
            news();
        }

        /** @param replica null if it has gone meanwhile */
        boolean isOver(@Nullable PartitionReplica replica) {
            waits = false;
            Marker copied = fetched;
            if (failed || replica == null && copied != null && !installing) {
                meter.add(Metric.STATE_COPIES_FAILED, 1);
                trailer.discard(state);
                return true;
            }
            if (copied == null) {
                return false;
            }
            if (replica == null) {
                return installed;
            }
            if (installed) {
                replica.replaced(copied);
                meter.add(Metric.STATES_FETCHED, 1);
                meter.add(Metric.STATE_BYTES_FETCHED, bytes);
                listener.onNotice(
                        loop,
                        "Partition " + partition + " has caught up with a copy of " + bytes + " bytes, to entry "
                                + copied.index() + ".");
                return true;
            }
            return !installing && begin(replica, copied);
        }

        /** @return whether it is over instead */
        private boolean begin(PartitionReplica replica, Marker copied) {
            boolean newer = copied.isAbove(replica.applied()) && copied.isAbove(engine.marker(partition));
            if (replica.isLeading() || !newer && !replica.isFreezing()) {
                trailer.discard(state);
                return true;
            }
            if (replica.isFreezing()) {
                waits = true;
                return false;
            }
            installing = true;
            replica.holdStill();
            trailer.install(partition, state, copied);
            return false;
        }
    }
}
