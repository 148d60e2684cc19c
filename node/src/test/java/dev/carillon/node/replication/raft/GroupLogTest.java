package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.log.MemoryLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Of records that are not needed some may still be there, and the first of them is a marker. */
    @Test
    void whatIsWrittenAgainFollowsAMarkerThatIsLeftOver() {
        log.marker(68, 1, ++place);
        log.truncateFrom(67);
        replay(67, 70, 1);
        log.markers(67, 68, 1, ++place);
        assertThat(log.last()).isEqualTo(70);
        assertThat(log.base(70).index()).isEqualTo(67);
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

    private static LogSync sync(MemoryLog written) {
        return new LogSync(written, Runnable::run, () -> {});
    }

    /** Two generations share a number in the log, one after the other. */
    @Test
    void aGenerationBeginsWithNothingOfTheOneBefore() {
        RaftMember old = new RaftMember(1, 1, 7);
        RaftMember self = new RaftMember(1, 3, 7);
        MemoryLog written = new MemoryLog();
        GroupRecords before =
                new GroupRecords(written, new RaftGroup(0, java.util.List.of(old)), old, log, sync(written));
        log.head(9, old, before.head(9, old));
        log.append(GroupLog.entry(1, 9, DATA), before.entry(GroupLog.entry(1, 9, DATA)));
        log.forget();
        GroupRecords records =
                new GroupRecords(written, new RaftGroup(0, java.util.List.of(self)), self, log, sync(written));
        records.generation();
        log.head(1, null, records.head(1, null));
        log.append(GroupLog.entry(1, 1, DATA), records.entry(GroupLog.entry(1, 1, DATA)));
        written.sync();
        written.reopen();
        GroupLog read = new GroupLog(0);
        written.replay((number, kind, at, buffer, offset, length) ->
                GroupRecords.read(read, number, kind, at, buffer, offset, length));
        assertThat(read.writer()).isEqualTo(self);
        assertThat(read.term()).isEqualTo(1);
        assertThat(read.votedFor()).isNull();
        assertThat(read.last()).isEqualTo(1);
        assertThat(read.next()).isEqualTo(records.next());
    }

    @Test
    void whatWaitsForASyncTakesThePlaceOfNothingYet() {
        RaftMember self = new RaftMember(1, 1, 7);
        MemoryLog written = new MemoryLog();
        LogSync sync = sync(written);
        GroupRecords records = new GroupRecords(written, new RaftGroup(0, java.util.List.of(self)), self, log, sync);
        log.head(3, self, records.head(3, self));
        for (long index = 1; index <= 20; index++) {
            log.append(GroupLog.entry(index, 2, DATA), records.entry(GroupLog.entry(index, 2, DATA)));
        }
        log.marker(8, 2, records.marker(8, 2));
        log.marker(16, 2, records.marker(16, 2));
        log.flushed(20);
        sync.write();
        sync.begin();
        sync.end();
        assertThat(log.durablyNeededFrom(sync.durable())).as("the head").isEqualTo(1);
        log.head(3, self, records.head(3, self));
        assertThat(log.durablyNeededFrom(sync.durable())).as("the head before").isEqualTo(1);
        sync.write();
        sync.begin();
        assertThat(log.durablyNeededFrom(sync.durable())).as("it is on its way").isEqualTo(1);
        log.head(3, self, records.head(3, self));
        sync.end();
        assertThat(log.durablyNeededFrom(sync.durable()))
                .as("one is durable, and one more was written meanwhile")
                .isEqualTo(1);
        sync.write();
        sync.begin();
        sync.end();
        assertThat(log.durablyNeededFrom(sync.durable()))
                .isEqualTo(log.neededFrom(records.next()))
                .isEqualTo(9);
        log.writeAgain(records);
        assertThat(log.durablyNeededFrom(sync.durable())).as("nothing can go").isZero();
    }

    /** What is written again says the same at a start, whether the older records are still there or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenAgainIsWhatWasThere(boolean olderRecordsAreGone) {
        RaftMember self = new RaftMember(1, 1, 7);
        RaftGroup group = new RaftGroup(0, java.util.List.of(self));
        MemoryLog written = new MemoryLog();
        GroupRecords records = new GroupRecords(written, group, self, log, sync(written));
        log.head(3, self, records.head(3, self));
        for (long index = 1; index <= 20; index++) {
            log.append(GroupLog.entry(index, 2, DATA), records.entry(GroupLog.entry(index, 2, DATA)));
            if (index == 8 || index == 16) {
                log.marker(index, 2, records.marker(index, 2));
            }
        }
        log.flushed(20);
        long before = records.next();
        log.writeAgain(records);
        assertThat(log.headPlace()).isGreaterThanOrEqualTo(before);
        assertThat(log.neededFrom(records.next())).isGreaterThanOrEqualTo(before);
        written.sync();
        if (olderRecordsAreGone) {
            written.release(0, log.headPlace());
        }
        written.reopen();
        GroupLog read = new GroupLog(0);
        read.flushed(20);
        written.replay((number, kind, at, buffer, offset, length) ->
                GroupRecords.read(read, number, kind, at, buffer, offset, length));
        assertThat(read.base(20)).usingRecursiveComparison().isEqualTo(log.base(20));
        assertThat(read.base(20).index()).isEqualTo(8);
        assertThat(read.last()).isEqualTo(20);
        assertThat(read.term()).isEqualTo(3);
        assertThat(read.votedFor()).isEqualTo(self);
        assertThat(read.neededFrom(99)).isEqualTo(log.neededFrom(99));
    }

    /** The state came from elsewhere, and nothing has followed it when all is written again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInstalledSnapshotThatIsWrittenAgainEndsWhereItDid(boolean olderRecordsAreGone) {
        RaftMember self = new RaftMember(1, 1, 7);
        MemoryLog written = new MemoryLog();
        GroupRecords records =
                new GroupRecords(written, new RaftGroup(0, java.util.List.of(self)), self, log, sync(written));
        log.head(3, self, records.head(3, self));
        for (long index = 1; index <= 5; index++) {
            log.append(GroupLog.entry(index, 2, DATA), records.entry(GroupLog.entry(index, 2, DATA)));
        }
        log.marker(40, 3, records.marker(40, 3));
        long before = records.next();
        log.writeAgain(records);
        written.sync();
        if (olderRecordsAreGone) {
            written.release(0, before);
        }
        written.reopen();
        GroupLog read = new GroupLog(0);
        written.replay((number, kind, at, buffer, offset, length) ->
                GroupRecords.read(read, number, kind, at, buffer, offset, length));
        // As when the state had got further, from elsewhere, than the log had.
        read.flushed(60);
        assertThat(read.base(60)).isEqualTo(new GroupLog.Base(40, 3, java.util.List.of()));
        assertThat(read.last()).isEqualTo(40);
        read.append(GroupLog.entry(41, 3, DATA), 99);
        assertThat(read.last()).isEqualTo(41);
    }

    @Test
    void howAGenerationEndedIsWrittenAgainWithTheRest() {
        MemoryLog written = new MemoryLog();
        RaftMember self = new RaftMember(1, 1, 7);
        GroupRecords records =
                new GroupRecords(written, new RaftGroup(0, java.util.List.of(self)), self, log, sync(written));
        log.head(1, null, records.head(1, null));
        for (long index = 1; index <= 5; index++) {
            log.append(GroupLog.entry(index, 1, DATA), records.entry(GroupLog.entry(index, 1, DATA)));
        }
        log.sealed(4);
        records.sealed(4);
        long before = log.next();
        log.writeAgain(records);
        written.sync();
        written.release(0, before);
        written.reopen();
        GroupLog read = new GroupLog(0);
        written.replay((group, kind, at, bytes, offset, length) ->
                GroupRecords.read(read, group, kind, at, bytes, offset, length));
        assertThat(read.sealed()).isEqualTo(4);
        assertThat(read.read(2, read.sealed(), 1 << 20, (index, term, bytes, offset, length) -> {}))
                .isEqualTo(5);
        assertThat(read.writer()).isEqualTo(self);
    }
}
