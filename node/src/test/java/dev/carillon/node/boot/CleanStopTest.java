package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.MetaRecoveryRequest;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.session.Answer;
import dev.carillon.node.session.InboxReport;
import dev.carillon.node.session.LeaderMove;
import dev.carillon.node.session.LoopCounters;
import dev.carillon.node.session.MetaReport;
import dev.carillon.node.session.NodeCore;
import dev.carillon.node.session.PurgeReport;
import dev.carillon.node.session.ReplicaReport;
import dev.carillon.node.session.SessionMailbox;
import dev.carillon.node.session.StateAt;
import dev.carillon.node.session.UserReport;
import dev.carillon.node.session.WishReport;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stop asks until it is heard, waits until it is done, and gives up when its time is over. Time is the test's. */
class CleanStopTest {
    private static final long TIMEOUT_MS = 100;

    private final NodeHealth health = new NodeHealth(1);
    private final Core core = new Core();
    private long nowMs;

    @Test
    void aFullMailboxIsAskedAgainUntilItHasRoom() {
        core.fullFor = 3;
        health.onDrained(0);
        assertThat(run()).isTrue();
        assertThat(core.asked).isEqualTo(4);
    }

    @Test
    void aMailboxThatStaysFullCutsTheStopShortAtItsLimit() {
        core.fullFor = Integer.MAX_VALUE;
        health.onDrained(0);
        assertThat(run()).isFalse();
        assertThat(nowMs).isBetween(TIMEOUT_MS, TIMEOUT_MS + 10);
    }

    @Test
    void aLoopThatDoesNotEndCutsTheStopShort() {
        core.fullFor = 49;
        assertThat(run()).isFalse();
        assertThat(core.asked).isEqualTo(50);
    }

    @Test
    void aLoopThatHasEndedMakesTheStopClean() {
        health.onDrained(0);
        assertThat(run()).isTrue();
        assertThat(core.asked).isEqualTo(1);
        assertThat(core.reconnectAfterMs).isEqualTo(7);
        assertThat(core.jitterMs).isEqualTo(9);
    }

    private boolean run() {
        Clock clock = new Clock() {
            @Override
            public long nowMs() {
                return nowMs;
            }

            @Override
            public long nanoTime() {
                return nowMs * 1_000_000;
            }
        };
        return new CleanStop(core, health, clock, ms -> nowMs += ms).run(TIMEOUT_MS, 7, 9);
    }

    private static final class Core implements NodeCore {
        int fullFor;
        int asked;
        long reconnectAfterMs;
        long jitterMs;

        @Override
        public boolean shutdown(long reconnectAfter, long jitter) {
            reconnectAfterMs = reconnectAfter;
            jitterMs = jitter;
            asked++;
            return asked > fullFor;
        }

        @Override
        public List<Loop> loops() {
            return List.of();
        }

        @Override
        public void recover() {}

        @Override
        public SessionMailbox mailboxFor(byte[] user) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LoopCounters> counters() {
            return List.of();
        }

        @Override
        public Meter meter(int loop) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable PartitionReplica replica(int partition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wish(ClusterWish wish, Answer<WishReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void recoverMeta(MetaRecoveryRequest request, Answer<WishReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void meta(Answer<MetaReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void replicas(Answer<List<ReplicaReport>> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void user(byte[] user, Answer<UserReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void inbox(byte[] user, long fromSeq, int limit, Answer<InboxReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void purge(byte[] user, long upToSeq, Answer<PurgeReport> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stateAt(int partition, Marker at, long waitMs, Answer<StateAt> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stateTaken(int partition) {}

        @Override
        public void pin(long backup, long forMs, Answer<List<Integer>> answer) {}

        @Override
        public void kick(byte[] user, long install, Answer<Integer> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void moveLeader(int partition, int node, Answer<LeaderMove> answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StateExport export(int partition, Marker atLeast) {
            throw new UnsupportedOperationException();
        }
    }
}
