package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.LoopLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link LoopLog} does. Segments, where there are any, are of 4 KiB. */
abstract class LoopLogContract {
    /** Opens the log that was left by the last call, or an empty one. */
    abstract LoopLog open() throws Exception;

    /** Ends the process that has the log open, without closing it. */
    abstract void crash(LoopLog log) throws Exception;

    @Test
    void anEmptyLogReplaysNothing() throws Exception {
        try (LoopLog log = open()) {
            assertThat(LogRecord.replay(log)).isEmpty();
            assertThat(log.isDirty()).isFalse();
            assertThat(log.bytesSince(0)).isZero();
        }
    }

    @Test
    void whatWasSyncedIsReplayedInOrderAfterClosing() throws Exception {
        List<LogRecord> written;
        try (LoopLog log = open()) {
            written = write(log, 40, 300);
        }
        try (LoopLog log = open()) {
            assertThat(LogRecord.replay(log)).isEqualTo(written);
        }
    }

    @Test
    void whatWasSyncedIsReplayedAfterACrashAndTheRestIsNot() throws Exception {
        LoopLog log = open();
        List<LogRecord> written = write(log, 40, 300);
        LogRecord.of(0, 1_000, 10).appendTo(log);
        crash(log);
        try (LoopLog reopened = open()) {
            assertThat(LogRecord.replay(reopened)).isEqualTo(written);
        }
    }

    @Test
    void appendingGoesOnAfterEveryReopening() throws Exception {
        List<LogRecord> written = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            LoopLog log = open();
            assertThat(LogRecord.replay(log)).isEqualTo(written);
            written.addAll(write(log, 5, 400));
            crash(log);
        }
    }

    @Test
    void isDirtyFromAppendToSync() throws Exception {
        try (LoopLog log = open()) {
            LogRecord.of(1, 1, 100).appendTo(log);
            assertThat(log.isDirty()).isTrue();
            log.sync();
            assertThat(log.isDirty()).isFalse();
            log.sync();
        }
    }

    @Test
    void recordsOfAnySizeComeBackAsTheyWere() throws Exception {
        List<LogRecord> written = new ArrayList<>();
        LoopLog log = open();
        for (int length :
                new int[] {0, 1, 446, 447, 448, 463, 464, 465, 495, 496, 497, 942, 943, 944, 10_000, 100_000}) {
            LogRecord wanted = LogRecord.of(3, length + 1, length);
            wanted.appendTo(log);
            written.add(wanted);
            if (length % 3 == 0) {
                log.sync();
            }
        }
        log.sync();
        crash(log);
        try (LoopLog reopened = open()) {
            assertThat(LogRecord.replay(reopened)).isEqualTo(written);
        }
    }

    @Test
    void aSliceIsCopiedAndNotWhatIsAroundIt() throws Exception {
        LoopLog log = open();
        var buffer = new org.agrona.concurrent.UnsafeBuffer(new byte[] {1, 2, 3, 4, 5});
        log.append(0, 127, 1, buffer, 1, 3);
        buffer.setMemory(0, 5, (byte) 9);
        log.sync();
        crash(log);
        try (LoopLog reopened = open()) {
            assertThat(LogRecord.replay(reopened)).containsExactly(new LogRecord(0, 127, 1, "020304"));
        }
    }

    @Test
    void whatIsNotReleasedStays() throws Exception {
        LoopLog log = open();
        List<LogRecord> written = write(log, 60, 300);
        log.release(0, 31);
        log.release(1, 61);
        log.release(2, 61);
        written.addAll(write(log, 60, 300));
        crash(log);
        try (LoopLog reopened = open()) {
            List<LogRecord> found = LogRecord.replay(reopened);
            assertThat(written).endsWith(found.toArray(LogRecord[]::new));
            assertThat(found.size()).isLessThan(written.size());
            assertThat(found)
                    .containsAll(written.stream()
                            .filter(r -> r.index() > 60 || r.group() == 0 && r.index() > 30)
                            .toList());
        }
    }

    @Test
    void releasingMakesTheLogSmallerAndAForgottenGroupHoldsIt() throws Exception {
        try (LoopLog log = open()) {
            write(log, 60, 300);
            LogRecord.of(7, 1, 10).appendTo(log);
            log.sync();
            long before = log.bytes();
            assertThat(log.bytesSince(0)).isBetween(1L, before);
            log.release(0, 61);
            log.release(1, 61);
            assertThat(log.bytesSince(0)).isZero();
            assertThat(log.bytesSince(2)).isBetween(1L, before);
            log.release(2, 61);
            write(log, 1, 10);
            assertThat(log.bytes()).isLessThan(before);
            assertThat(log.bytesSince(7)).isPositive();
            assertThat(log.bytesSince(99)).isZero();
        }
    }

    @Test
    void replayAfterAnAppendIsRefused() throws Exception {
        try (LoopLog log = open()) {
            LogRecord.of(1, 1, 100).appendTo(log);
            assertThatThrownBy(() -> log.replay((g, k, i, b, o, l) -> {})).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Three groups in turn, a sync after every third record; indexes go on from call to call. */
    private List<LogRecord> write(LoopLog log, int records, int length) {
        List<LogRecord> written = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            LogRecord wanted = LogRecord.of(i % 3, ++index, length);
            wanted.appendTo(log);
            written.add(wanted);
            if (i % 3 == 2) {
                log.sync();
            }
        }
        log.sync();
        return written;
    }

    private long index;
}
