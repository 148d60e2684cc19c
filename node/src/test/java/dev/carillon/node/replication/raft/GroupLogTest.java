package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class GroupLogTest {
    private static final RaftEntry DATA = RaftEntry.copyOf(RaftEntry.KIND_DATA, new UnsafeBuffer(new byte[] {1}), 0, 1);

    private final GroupLog log = new GroupLog(0);
    private long place;

    private void replay(long from, long to, int term) {
        for (long index = from; index <= to; index++) {
            log.replayed(index, term, DATA, ++place);
        }
    }

    @Test
    void aStartBeginsAtTheMarkerBeforeTheLastOne() {
        replay(1, 20, 1);
        log.marker(8, 1, ++place);
        log.marker(16, 1, ++place);
        assertThat(log.base(20).index()).isEqualTo(8);
        assertThat(log.base(20).entries()).hasSize(12);
    }

    @Test
    void aStartAfterAnInstalledSnapshotBeginsThere() {
        replay(1, 5, 1);
        log.marker(40, 3, ++place);
        assertThat(log.base(40)).isEqualTo(new GroupLog.Base(40, 3, java.util.List.of()));
        assertThat(log.last()).isEqualTo(40);
    }

    @Test
    void aSnapshotOfAnotherTermThanOursEndsWhatWasBefore() {
        replay(1, 20, 1);
        log.marker(16, 2, ++place);
        assertThat(log.base(20).index()).isEqualTo(16);
        assertThat(log.base(20).term()).isEqualTo(2);
    }

    @Test
    void whatATruncationLeftOverFromBeforeTheCutDoesNotMatter() {
        replay(149, 150, 1);
        log.truncateFrom(135);
        replay(135, 140, 2);
        assertThat(log.last()).isEqualTo(140);
        assertThat(log.base(138).index()).isEqualTo(135);
    }

    @Test
    void stateThatLacksEntriesIsRefused() {
        replay(50, 60, 1);
        assertThatThrownBy(() -> log.base(48))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("ends at entry 48")
                .hasMessageContaining("begins at 50");
    }

    @Test
    void theLogIsNeededFromTheStateOrTheMarkerBeforeTheLastOne() {
        replay(1, 20, 1);
        log.marker(8, 1, ++place);
        log.marker(16, 1, ++place);
        log.flushed(4);
        assertThat(log.neededFrom(place + 1)).isEqualTo(4);
        log.flushed(20);
        assertThat(log.neededFrom(place + 1)).isEqualTo(8);
    }
}
