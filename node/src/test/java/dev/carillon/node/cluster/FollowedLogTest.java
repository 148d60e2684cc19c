package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.storage.Marker;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Entries that come from another node are heard in order, each once, over the state that they follow. */
class FollowedLogTest {
    private static final UnsafeBuffer ENTRY = new UnsafeBuffer(new byte[8]);

    private final List<String> heard = new ArrayList<>();
    private final FollowedLog log = new FollowedLog(3, new Marker(3, 10), new ReplicaListener() {
        @Override
        public void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
            heard.add(Long.toString(index));
        }

        @Override
        public void onTermStarted(long index) {
            heard.add(index + "t");
        }

        @Override
        public void onLeading(int term) {}

        @Override
        public void onLeadershipLost() {}

        @Override
        public void onLeader(int term, int node) {}

        @Override
        public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {}

        @Override
        public void onStateNeeded(Marker atLeast, int leader) {}
    });

    private boolean hear(FollowedLog by, long index) {
        return by.hear(index, false, ENTRY, 0, 8);
    }

    @Test
    void onlyTheNextEntryIsHeard() {
        assertThat(hear(log, 12)).as("one is missing").isFalse();
        assertThat(hear(log, 10)).as("the copy has it").isFalse();
        assertThat(hear(log, 11)).isTrue();
        assertThat(hear(log, 11)).as("again").isFalse();
        assertThat(log.hear(12, true, ENTRY, 0, 0)).isTrue();
        assertThat(heard).containsExactly("11", "12t");
        assertThat(log.applied()).isEqualTo(new Marker(3, 12));
    }

    @Test
    void nothingIsHeardWhileAStateIsPutIntoPlaceNorOverNone() {
        log.holdStill();
        assertThat(hear(log, 11)).isFalse();
        log.stateInstalled(new Marker(3, 20));
        assertThat(hear(log, 11)).isFalse();
        assertThat(hear(log, 21)).isTrue();
        log.stateInstalled(new Marker(2, 20));
        assertThat(hear(log, 1)).as("over the state of another generation").isFalse();
    }
}
