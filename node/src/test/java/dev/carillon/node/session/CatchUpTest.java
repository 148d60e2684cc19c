package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.StateCopies;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.log.MemoryLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.Trailer;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.overlay.TrailerListener;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is needed is fetched as soon as there is room for it, several at a time, and is not forgotten before it is there. */
class CatchUpTest {
    private static final int PARTITIONS = 20;
    private static final int LEADER = 2;
    private static final Marker LACKS = new Marker(1, 40);

    private final MemoryStateEngine leaders = new MemoryStateEngine();
    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final PartitionSet set = new PartitionSet(0, PARTITIONS);
    private final Meter meter = new Meter();
    private final List<Fetch> fetches = new ArrayList<>();
    private final Trailer trailer =
            new Trailer(engine, new TrailerLimits(1 << 20, 1, 8), Runnable::run, this::now, new Installed());
    private final CatchUp catchUp = new CatchUp(0, this::fetch, engine, trailer, set, new Silent(), meter, () -> {});
    private long nowNs;

    private record Fetch(int node, int partition, Marker atLeast, StateImport into, StateCopies.Outcome outcome) {}

    private void fetch(int node, int partition, Marker atLeast, StateImport into, StateCopies.Outcome outcome) {
        fetches.add(new Fetch(node, partition, atLeast, into, outcome));
    }

    @Test
    void whatThereIsNoRoomForIsFetchedWhenThereIs() {
        for (int p = 0; p < CatchUp.COPIES_MAX + 2; p++) {
            need(replica(p), LACKS);
        }
        assertThat(fetches).hasSize(CatchUp.COPIES_MAX);
        arrive(fetches.get(0), LACKS);
        assertThat(fetches).hasSize(CatchUp.COPIES_MAX + 1);
        arrive(fetches.get(1), LACKS);
        assertThat(fetches).hasSize(CatchUp.COPIES_MAX + 2);
        assertThat(fetches).extracting(Fetch::partition).doesNotHaveDuplicates();
        assertThat(fetches).extracting(Fetch::node).containsOnly(LEADER);
    }

    @Test
    void whileLargeOnesAreUnderWayNoOtherIsBegun() {
        need(replica(0), LACKS);
        need(replica(1), LACKS);
        fetches.get(0).outcome.arriving(CatchUp.LARGE_BYTES);
        need(replica(2), LACKS);
        assertThat(fetches).as("one is large").hasSize(3);
        fetches.get(1).outcome.arriving(CatchUp.LARGE_BYTES);
        need(replica(3), LACKS);
        assertThat(fetches).as("two are").hasSize(3);
        arrive(fetches.get(0), LACKS);
        assertThat(fetches).hasSize(4);
    }

    @Test
    void whatFailedIsAskedForAgainALittleLater() {
        need(replica(0), LACKS);
        fetches.get(0).outcome.failed();
        pass();
        assertThat(fetches).as("not at once").hasSize(1);
        nowNs += CatchUp.RETRY_NS;
        pass();
        assertThat(fetches).hasSize(2);
        assertThat(fetches.get(1).atLeast).isEqualTo(LACKS);
        assertThat(meter.get(Metric.STATE_COPIES_FAILED)).isEqualTo(1);
    }

    @Test
    void whatNobodyHasAskedForLatelyIsNotFetchedAgain() {
        need(replica(0), LACKS);
        fetches.get(0).outcome.failed();
        nowNs += CatchUp.WANTED_NS;
        pass();
        assertThat(fetches).hasSize(1);
    }

    @Test
    void whatHasComeIsNotFetchedAgain() {
        PartitionReplica replica = replica(0);
        need(replica, LACKS);
        need(replica, LACKS);
        arrive(fetches.get(0), LACKS);
        assertThat(replica.applied()).isEqualTo(LACKS);
        nowNs += CatchUp.RETRY_NS;
        pass();
        assertThat(fetches).hasSize(1);
        assertThat(meter.get(Metric.STATES_FETCHED)).isEqualTo(1);
    }

    @Test
    void whatIsNeededBeyondWhatCameIsFetchedAtOnce() {
        PartitionReplica replica = replica(0);
        need(replica, LACKS);
        nowNs += CatchUp.RETRY_NS;
        Marker more = new Marker(1, 60);
        need(replica, more);
        assertThat(fetches).as("one at a time").hasSize(1);
        arrive(fetches.get(0), LACKS);
        assertThat(fetches).hasSize(2);
        assertThat(fetches.get(1).atLeast).isEqualTo(more);
    }

    @Test
    void whatIsOlderThanWhatIsThereIsDroppedUntilItIsAskedForAgain() {
        PartitionReplica replica = replica(0);
        engine.write(new Filling(0, LACKS));
        need(replica, LACKS);
        nowNs += CatchUp.RETRY_NS;
        arrive(fetches.get(0), LACKS);
        assertThat(fetches).hasSize(1);
        need(replica, LACKS);
        assertThat(fetches).hasSize(2);
    }

    @Test
    void aReplicaThatHasGoneNeedsNothing() {
        for (int p = 0; p <= CatchUp.COPIES_MAX; p++) {
            need(replica(p), LACKS);
        }
        set.remove(set.all().get(CatchUp.COPIES_MAX));
        arrive(fetches.get(0), LACKS);
        assertThat(fetches).hasSize(CatchUp.COPIES_MAX);
    }

    private PartitionReplica replica(int number) {
        PartitionReplica made = new Following(number);
        set.add(made);
        return made;
    }

    private void need(PartitionReplica replica, Marker atLeast) {
        catchUp.needed(replica, atLeast, LEADER, nowNs);
    }

    private void pass() {
        catchUp.work(nowNs);
    }

    /** The copy is whole; the passes after that put it into its place. */
    private void arrive(Fetch fetch, Marker marker) {
        leaders.write(new Filling(fetch.partition, marker));
        UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        try (StateExport export = leaders.export(fetch.partition)) {
            for (int length = export.read(chunk, 0, chunk.capacity());
                    length > 0;
                    length = export.read(chunk, 0, chunk.capacity())) {
                fetch.into.add(chunk, 0, length);
            }
        }
        fetch.outcome.fetched(marker, 10);
        pass();
        pass();
    }

    private long now() {
        return nowNs;
    }

    /** A member to be: it needs no engine. */
    private final class Following extends PartitionReplica {
        private final GenerationSeal seal = new GenerationSeal();

        Following(int number) {
            super(number, 1, engine, new SingleCopyReplication(new MemoryLog()), CatchUpTest.this::now);
            open(true, Marker.NONE);
        }

        @Override
        public GenerationSeal seal() {
            return seal;
        }

        @Override
        public void propose(int attempt, boolean abort) {}

        @Override
        protected void fork(int attempt) {}

        @Override
        protected void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {}

        @Override
        protected void onLeading(int newTerm) {}

        @Override
        protected void onLeadershipLost() {}

        @Override
        protected void onLeader(int newTerm, int node) {}

        @Override
        protected void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {}

        @Override
        protected void onStateNeeded(Marker atLeast, int node) {}

        @Override
        protected void onStateReplaced() {}

        @Override
        protected void onGeneration() {}
    }

    private final class Installed implements TrailerListener {
        @Override
        public void written(StateBatch batch) {}

        @Override
        public void flushed(int partition, Marker marker) {}

        @Override
        public void installed(int partition, Marker marker) {
            catchUp.installed(partition);
        }

        @Override
        public void removed(int partition) {}

        @Override
        public void failed(RuntimeException cause) {
            throw cause;
        }
    }

    private static final class Silent implements CoreListener {
        @Override
        public void onFailed(int loop, String why, Throwable cause) {}

        @Override
        public void onDrained(int loop) {}

        @Override
        public void onNotice(int loop, String what) {}

        @Override
        public void onAlarm(int loop, String what) {}
    }

    private record Filling(int partition, Marker marker) implements StateBatch {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void forEach(Changes changes) {
            changes.putRecord(new byte[] {1}, new byte[] {2});
        }
    }
}
