package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import io.microraft.model.message.VoteResponse;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop that goes on while the disk is at work counts as durable what is, and no more. */
class DiskBehindTest {
    private final LoneReplica lone = new LoneReplica();
    private final SimulatedDisk disk = new SimulatedDisk(1, 16 << 20);
    private final Queue<Runnable> atDisk = new ArrayDeque<>();
    private int woken;
    private RaftLoop loop;

    @BeforeEach
    void begin() {
        loop = new RaftLoop(
                SegmentLog.open(disk, LogOptions.of(1).withSegmentBytes(64 << 10), Runnable::run, lone.world::nanoTime),
                (target, number, buffer, offset, length) -> lone.onSent(target, buffer, offset, length),
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                LoneReplica.OPTIONS,
                atDisk::add,
                () -> woken++);
        lone.loop = loop;
    }

    private void open(List<RaftMember> members) {
        lone.replica = loop.open(new RaftGroup(0, members), LoneReplica.SELF, Marker.NONE, lone, true);
        loop.start();
        settle();
    }

    private void settle() {
        loop.pass();
        while (!atDisk.isEmpty()) {
            sync();
        }
    }

    private void sync() {
        atDisk.remove().run();
        loop.pass();
    }

    private void proposed(long value) {
        assertThat(lone.propose(value)).isTrue();
        loop.pass();
    }

    /** The engine's own flush would count all that the log has when it runs. */
    @Test
    void aLeaderCountsOfItsOwnOnlyWhatTheDiskHas() {
        open(List.of(LoneReplica.SELF));
        proposed(1);
        proposed(2);
        assertThat(lone.heard).doesNotContain("2*");
        assertThat(atDisk).as("one sync at a time").hasSize(1);
        sync();
        assertThat(lone.heard).as("the other was written meanwhile").endsWith("2*");
    }

    @Test
    void whatWasAppendedMeanwhileGoesWithTheNextSync() {
        open(List.of(LoneReplica.SELF));
        proposed(1);
        proposed(2);
        proposed(3);
        sync();
        sync();
        assertThat(lone.heard).endsWith("2*", "3*", "4*");
        assertThat(atDisk).isEmpty();
        assertThat(loop.log().isDirty()).isFalse();
    }

    @Test
    void aVoteWaitsForTheDisk() {
        open(List.of(LoneReplica.SELF, LoneReplica.ONE, LoneReplica.TWO));
        lone.sent.clear();
        lone.receive(lone.models
                .createVoteRequestBuilder()
                .setGroupId(0)
                .setSender(LoneReplica.ONE)
                .setTerm(3)
                .setLastLogTerm(2)
                .setLastLogIndex(50)
                .setSticky(false)
                .build());
        assertThat(lone.count(VoteResponse.class)).isZero();
        sync();
        assertThat(lone.count(VoteResponse.class)).isEqualTo(1);
    }

    /** Each answer says how much the follower has: it must not leave with the sync that was under way before it. */
    @Test
    void whatAFollowerSaysWaitsForTheSyncThatHasIt() {
        open(List.of(LoneReplica.SELF, LoneReplica.ONE, LoneReplica.TWO));
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 0, LoneReplica.entries(1, 3, 1)));
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 3, 0, LoneReplica.entries(4, 5, 1)));
        assertThat(lone.lastMatch()).isEqualTo(-1);
        sync();
        assertThat(lone.lastMatch()).isEqualTo(3);
        sync();
        assertThat(lone.lastMatch()).isEqualTo(5);
    }

    @Test
    void theLoopIsWokenAndHasAPassDue() {
        open(List.of(LoneReplica.SELF));
        proposed(1);
        assertThat(loop.nextDeadlineNs()).isGreaterThan(lone.world.nanoTime());
        int before = woken;
        atDisk.remove().run();
        assertThat(woken).isEqualTo(before + 1);
        assertThat(loop.nextDeadlineNs()).isLessThanOrEqualTo(lone.world.nanoTime());
    }

    @Test
    void aSyncThatFailsFailsTheNextPass() {
        open(List.of(LoneReplica.SELF));
        disk.failSyncAfter(0);
        proposed(1);
        atDisk.remove().run();
        assertThatThrownBy(loop::pass).isInstanceOf(LogFailedException.class);
        assertThat(lone.heard).doesNotContain("2*");
    }

    @Test
    void aBatchThatIsFullWaitsForTheOneBefore() {
        open(List.of(LoneReplica.SELF));
        proposed(1);
        int bytes = 8 << 10;
        int[] ran = new int[1];
        for (int i = 1; i <= 40; i++) {
            int index = i;
            loop.tasks().add(lone.replica.executor(), () -> {
                loop.log().append(9, 1, index, new UnsafeBuffer(new byte[bytes]), 0, bytes);
                ran[0]++;
            });
            loop.pass();
        }
        assertThat(loop.log().room()).as("nothing overflows").isPositive();
        assertThat(loop.nextDeadlineNs()).as("nor spins").isGreaterThan(lone.world.nanoTime());
        assertThat(ran[0]).isBetween(1, 8);
        while (!atDisk.isEmpty()) {
            sync();
        }
        assertThat(ran[0]).isEqualTo(40);
    }
}
