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
 *   –           state needed                    WANTED
 *   WANTED      there is room                   FETCHING    asks the leader
 *   WANTED      not needed any more, as far     –
 *               as is known
 *   FETCHING    failed                          WANTED      copy discarded; asks again a little later
 *   FETCHING    whole, still needed             INSTALLING  replica holds still, copy goes to the writer
 *   FETCHING    whole, no longer needed, or      –           copy discarded
 *               the replica has gone
 *   INSTALLING  the copy is the state, for good –           replica goes on from there
 * </pre>
 *
 * <p>Runs on the loop, but for what is said otherwise.
 */
final class CatchUp {
    /** Copies that a loop fetches at the same time; each holds a chunk or two in memory at both ends. */
    static final int COPIES_MAX = 8;

    /** No further copy is begun while so many have turned out to be large: they share the disks and the line. */
    static final int LARGE_COPIES_MAX = 2;

    /** From here on a copy is large; a small one waits for round trips and a flush, for the line hardly at all. */
    static final long LARGE_BYTES = 1 << 20;

    /** Before a copy that came to nothing is asked for again. */
    static final long RETRY_NS = 250_000_000;

    /** What nobody has asked for again for so long is not needed any more; engines do so every two seconds. */
    static final long WANTED_NS = 3_000_000_000L;

    private final int loop;
    private final StateCopies copies;
    private final StateEngine engine;
    private final Trailer trailer;
    private final PartitionSet partitions;
    private final CoreListener listener;
    private final Meter meter;
    private final Runnable wake;
    private final List<Copy> under = new ArrayList<>();

    /** In the order in which they were first needed; one for each partition. */
    private final List<Wanted> wanted = new ArrayList<>();

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
            Runnable wake) {
        this.loop = loop;
        this.copies = copies;
        this.engine = engine;
        this.trailer = trailer;
        this.partitions = partitions;
        this.listener = listener;
        this.meter = meter;
        this.wake = wake;
    }

    /** A replica cannot go on without a state that contains {@code atLeast}; {@code node} should have it. */
    void needed(PartitionReplica partition, Marker atLeast, int node, long nowNs) {
        wantedFor(partition, nowNs).ask(atLeast, node, nowNs);
        begin(nowNs);
    }

    private Wanted wantedFor(PartitionReplica replica, long nowNs) {
        for (Wanted each : wanted) {
            if (each.replica == replica) {
                return each;
            }
        }
        Wanted made = new Wanted(replica, nowNs);
        wanted.add(made);
        return made;
    }

    /** As many as there is room for. */
    private void begin(long nowNs) {
        for (int i = 0; i < wanted.size() && hasRoom(); i++) {
            Wanted next = wanted.get(i);
            int number = next.replica.number();
            if (!next.isStill(nowNs)) {
                wanted.remove(i--);
            } else if (find(number) == null && nowNs - next.notBeforeNs >= 0) {
                next.notBeforeNs = nowNs + RETRY_NS;
                meter.add(Metric.STATES_NEEDED, 1);
                Copy copy = new Copy(number, engine.startImport(number));
                under.add(copy);
                copies.fetch(next.node, number, next.atLeast, copy.state, copy);
            }
        }
    }

    private boolean hasRoom() {
        int large = 0;
        for (Copy copy : under) {
            large += copy.bytes >= LARGE_BYTES ? 1 : 0;
        }
        return under.size() < COPIES_MAX && large < LARGE_COPIES_MAX;
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

    /** Each pass, and now and then. @return whether anything was done */
    boolean work(long nowNs) {
        boolean done = news && hear();
        if (!wanted.isEmpty()) {
            begin(nowNs);
        }
        return done;
    }

    private boolean hear() {
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

    /** A replica that cannot go on without another state. */
    private final class Wanted {
        private final PartitionReplica replica;
        private Marker atLeast = Marker.NONE;
        private int node;
        private long askedNs;
        private long notBeforeNs;

        Wanted(PartitionReplica replica, long nowNs) {
            this.replica = replica;
            this.notBeforeNs = nowNs;
        }

        void ask(Marker marker, int of, long nowNs) {
            atLeast = marker;
            node = of;
            askedNs = nowNs;
        }

        boolean isStill(long nowNs) {
            return nowNs - askedNs < WANTED_NS
                    && partitions.replica(replica.number()) == replica
                    && !replica.isLeading()
                    && atLeast.isAbove(replica.applied());
        }
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
        public void arriving(long soFar) {
            bytes = soFar;
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
                // Whoever needs another one says so again.
                wanted.removeIf(each -> each.replica == replica);
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
