package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.disk.SimulatedDisk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that fails or is full stops acks at once, and never a false one is given. */
class FailingDiskTest {
    private static final int SEGMENT = 4096;

    private final SimulatedDisk disk = new SimulatedDisk(5, 1 << 20);
    private final List<LogRecord> acked = new ArrayList<>();
    private long index;

    @Test
    void aFailedSyncIsFinal() {
        SegmentLog log = open();
        pass(log, 500);
        disk.failSyncAfter(1);
        assertFinal(log);
    }

    @Test
    void aFailedWriteIsFinal() {
        SegmentLog log = open();
        pass(log, 500);
        disk.failWriteAfter(1);
        assertFinal(log);
    }

    private void assertFinal(SegmentLog log) {
        next(500).appendTo(log);
        assertThatThrownBy(log::sync)
                .isInstanceOf(LogFailedException.class)
                .hasMessageContaining("What was acked is safe")
                .hasMessageContaining("Check the disk");
        long syncs = disk.counts().syncs();
        assertThatThrownBy(log::sync).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(() -> next(1).appendTo(log)).isInstanceOf(LogFailedException.class);
        log.close();
        assertThat(disk.counts().syncs()).as("no sync is retried").isEqualTo(syncs);
        disk.powerCut();
        assertThat(LogRecord.replay(open())).startsWith(acked.toArray(LogRecord[]::new));
    }

    @Test
    void aBatchThatWasOnlyInMemoryAfterAFailedSyncIsOnDiskOnceItWasReplayed() {
        int found = 0;
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk forgetful = new SimulatedDisk(seed, 1 << 20);
            SegmentLog log = open(forgetful);
            LogRecord.of(0, 1, 2_000).appendTo(log);
            forgetful.failSyncAfter(1);
            assertThatThrownBy(log::sync).isInstanceOf(LogFailedException.class);
            List<LogRecord> replayed = LogRecord.replay(open(forgetful));
            forgetful.powerCut();
            assertThat(LogRecord.replay(open(forgetful))).isEqualTo(replayed);
            found += replayed.size();
        }
        assertThat(found).isPositive();
    }

    @Test
    void aFullDiskIsSaidBeforeTheLogIsAndGoesAwayWithSpace() {
        disk.setCapacity((2 + SegmentMaker.SEGMENTS_LEFT_FREE) * SEGMENT);
        SegmentLog log = open();
        assertThat(log.isFull()).isFalse();
        fillUntilFull(log);
        assertThat(log.isFull()).isTrue();
        pass(log, 100);
        assertRefusesButKeeps(log);
        disk.setCapacity(1 << 20);
        log.sync();
        acked.add(LogRecord.of(0, index, 4_000));
        assertThat(log.isFull()).isFalse();
        disk.powerCut();
        assertThat(LogRecord.replay(open())).isEqualTo(acked);
    }

    @Test
    void onAFullDiskAReleaseMakesRoomEvenWhenNothingMoreFits() {
        disk.setCapacity((3 + SegmentMaker.SEGMENTS_LEFT_FREE) * SEGMENT);
        SegmentLog log = open();
        fillUntilFull(log);
        fillToTheLastSector(log);
        log.release(0, index + 1);
        log.sync();
        assertThat(log.isDirty()).isFalse();
        assertThat(log.isFull()).isFalse();
        pass(log, 500);
    }

    private void fillToTheLastSector(SegmentLog log) {
        try {
            while (true) {
                pass(log, 50);
            }
        } catch (LogFullException e) {
            assertThat(log.isDirty()).isTrue();
        }
    }

    /**
     * A longer segment gets the highest generation and is never used; the next start deletes it and ends; the one after that
     * counts generations without it; then a power cut takes the deletion back.
     */
    @Test
    void aDeletedSegmentThatComesBackDoesNotMeetItsGeneration() {
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk forgetful = new SimulatedDisk(seed, 1 << 20);
            SegmentLog log = open(forgetful);
            for (int i = 1; i <= 30; i++) {
                LogRecord.of(0, i, 900).appendTo(log);
                log.sync();
                log.release(0, i);
            }
            LogRecord.of(0, 31, 2 * SEGMENT).appendTo(log);
            int zeroesThenHeaderThenClose = 3;
            forgetful.failWriteAfter(zeroesThenHeaderThenClose);
            assertThatThrownBy(log::sync).isInstanceOf(LogFailedException.class);
            Deque<Runnable> tasks = new ArrayDeque<>();
            SegmentLog.open(forgetful, options(), tasks::add, () -> 0);
            tasks.removeFirst().run();
            List<LogRecord> found = LogRecord.replay(open(forgetful));
            forgetful.powerCut();
            assertThat(LogRecord.replay(open(forgetful))).as("seed %s", seed).isEqualTo(found);
        }
    }

    @Test
    void aSegmentThatIsStillBeingMadeIsMadeByWhoeverNeedsIt() {
        Deque<Runnable> never = new ArrayDeque<>();
        SegmentLog log = SegmentLog.open(disk, options(), never::add, () -> 0);
        for (int i = 0; i < 40; i++) {
            pass(log, 900);
        }
        assertThat(never).isNotEmpty();
        never.forEach(Runnable::run);
        pass(log, 900);
        disk.powerCut();
        assertThat(LogRecord.replay(open())).isEqualTo(acked);
    }

    @Test
    void recordsAndPassesHaveALimit() {
        SegmentLog log = open();
        var large = new org.agrona.concurrent.UnsafeBuffer(new byte[SegmentLog.RECORD_BYTES_MAX + 1]);
        assertThatThrownBy(() -> log.append(0, 0, 1, large, 0, large.capacity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(SegmentLog.RECORD_BYTES_MAX));
        log.append(0, 0, 1, large, 0, SegmentLog.RECORD_BYTES_MAX);
        assertThatThrownBy(() -> log.append(0, 0, 2, large, 0, SegmentLog.RECORD_BYTES_MAX))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(String.valueOf(SegmentLog.BATCH_BYTES_MAX));
    }

    private void fillUntilFull(SegmentLog log) {
        while (!log.isFull()) {
            pass(log, 500);
        }
    }

    private void assertRefusesButKeeps(SegmentLog log) {
        next(4_000).appendTo(log);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(log::sync)
                    .isInstanceOf(LogFullException.class)
                    .hasMessageContaining("no room")
                    .hasMessageContaining("Make space");
            assertThat(log.isDirty()).isTrue();
        }
    }

    private void pass(SegmentLog log, int length) {
        LogRecord wanted = next(length);
        wanted.appendTo(log);
        log.sync();
        acked.add(wanted);
    }

    private LogRecord next(int length) {
        return LogRecord.of(0, ++index, length);
    }

    private SegmentLog open() {
        return open(disk);
    }

    private static SegmentLog open(SimulatedDisk disk) {
        return SegmentLog.open(disk, options(), Runnable::run, () -> 0);
    }

    private static LogOptions options() {
        return LogOptions.of(7).withSegmentBytes(SEGMENT);
    }
}
