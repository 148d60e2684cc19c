package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.storage.Marker;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import org.junit.jupiter.api.Test;

/** A follower whose disk takes no more: it says nothing, looks for room now and then, and goes on by itself. */
class FullLogTest {
    private static final int SEGMENT_BYTES = 64 << 10;

    private final SimulatedDisk disk = new SimulatedDisk(1, 1 << 20);
    private final LoneReplica lone = new LoneReplica(clock ->
            SegmentLog.open(disk, LogOptions.of(1).withSegmentBytes(SEGMENT_BYTES), Runnable::run, clock::nanoTime));
    private long index;

    /** Appends what is committed at once, until the log has no room for it. */
    private void fill() {
        disk.setCapacity(0);
        while (!lone.loop.isStalled()) {
            assertThat(index).as("entries until the log is full").isLessThan(4_000);
            append();
            lone.pass(50);
        }
    }

    private void append() {
        lone.receive(lone.append(
                LoneReplica.ONE,
                1,
                index == 0 ? 0 : 1,
                index,
                index + 4,
                LoneReplica.entries(index + 1, index + 4, 1)));
        index += 4;
    }

    @Test
    void nothingIsPromisedAndNothingTakenUntilThereIsRoom() {
        fill();
        assertThat(lone.lastMatch()).isEqualTo(index - 4);
        lone.sent.clear();
        assertThat(lone.receive(lone.append(LoneReplica.ONE, 1, 1, index, index)))
                .isEqualTo(Refusal.LOG_FULL);
        lone.pass(3_000);
        assertThat(lone.sent).isEmpty();
        disk.setCapacity(1 << 20);
        lone.pass(50);
        assertThat(lone.loop.isStalled()).isFalse();
        assertThat(lone.lastMatch()).isEqualTo(index);
        append();
        assertThat(lone.lastMatch()).isEqualTo(index);
    }

    @Test
    void roomIsLookedForNowAndThenOnly() {
        fill();
        assertThat(lone.loop.pass()).isZero();
        assertThat(lone.loop.nextDeadlineNs() - lone.world.nanoTime())
                .isBetween(1 * SimulatedWorld.MS, 100 * SimulatedWorld.MS);
    }

    /** What the engine of the state has makes room by itself, though what is to be written tells of it. */
    @Test
    void theLogMakesRoomBehindWhatTheStateHasWhileItIsFull() {
        disk.setCapacity(5L * SEGMENT_BYTES);
        while (lone.loop.log().bytes() < SEGMENT_BYTES * 3 / 2) {
            append();
        }
        lone.replica.release(new Marker(1, index - 8));
        lone.pass(50);
        fill();
        lone.replica.release(new Marker(1, index - 8));
        lone.pass(1_000);
        assertThat(lone.loop.isStalled()).isFalse();
        assertThat(lone.lastMatch()).isEqualTo(index);
    }
}
