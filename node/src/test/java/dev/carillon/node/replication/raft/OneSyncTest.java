package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits in a loop shares a sync, however small the log's segments are: all members of a node's groups write there. */
class OneSyncTest {
    private static final int TASKS = 100;

    private static LoneReplica on(int segmentBytes) {
        return new LoneReplica(clock -> SegmentLog.open(
                new SimulatedDisk(1, 1L << 30),
                LogOptions.of(1).withSegmentBytes(segmentBytes),
                Runnable::run,
                clock::nanoTime));
    }

    private static void write(LoneReplica lone, int tasks, int bytes) {
        IntStream.rangeClosed(1, tasks)
                .forEach(i -> lone.loop
                        .tasks()
                        .add(
                                lone.replica.executor(),
                                () -> lone.loop.log().append(9, 1, i, new UnsafeBuffer(new byte[bytes]), 0, bytes)));
    }

    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 1 << 20, 64 << 20})
    void whatWaitsSharesOneSync(int segmentBytes) {
        LoneReplica lone = on(segmentBytes);
        long before = lone.loop.sync().durable();
        write(lone, TASKS, 100);
        assertThat(lone.loop.pass()).isGreaterThanOrEqualTo(TASKS);
        assertThat(lone.loop.sync().durable() - before).isEqualTo(1);
    }

    @Test
    void aPassEndsBeforeItsBatchNeedsASegmentOfItsOwn() {
        int segmentBytes = 1 << 20;
        LoneReplica lone = on(segmentBytes);
        write(lone, TASKS, segmentBytes / 10);
        int done = 0;
        while (done < TASKS) {
            int ran = lone.loop.pass();
            assertThat(ran).isBetween(1, 9);
            done += ran;
        }
    }
}
