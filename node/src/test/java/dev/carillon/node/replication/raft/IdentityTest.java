package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.log.MemoryLog;
import io.microraft.model.message.AppendEntriesRequest;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Who a replica is: its node, its generation, and the disk that its votes are on. */
class IdentityTest {
    private final LoneReplica lone = new LoneReplica();

    @Test
    void aWipedNodeIsNoMember() {
        RaftLoop loop = new RaftLoop(
                new MemoryLog(),
                (target, number, buffer, offset, length) -> {},
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                LoneReplica.OPTIONS,
                Runnable::run,
                () -> {});
        assertThatThrownBy(() -> loop.open(lone.group, new RaftMember(0, 1, 2), Marker.NONE, lone, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no member of group 0")
                .hasMessageContaining("Replace the old member");
    }

    /** A data folder that was copied, or put into another node's place. */
    @Test
    void aLogThatAnotherMemberWroteIsRefused() {
        lone.log.reopen();
        RaftLoop loop = new RaftLoop(
                lone.log,
                (target, number, buffer, offset, length) -> {},
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                LoneReplica.OPTIONS,
                Runnable::run,
                () -> {});
        loop.open(lone.group, LoneReplica.ONE, Marker.NONE, lone, false);
        assertThatThrownBy(loop::start)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("was written by " + LoneReplica.SELF);
    }

    /**
     * Every second generation has the same number in the log, and that was cut behind the record that says whose the older one's
     * records are: what is left of them is in the way of nothing.
     */
    @Test
    void whatIsLeftOfAnEarlierGenerationMeansNothing() {
        RaftMember first = new RaftMember(0, 1, 1);
        MemoryLog written = new MemoryLog();
        GroupLog earlier = new GroupLog(0);
        GroupRecords records = new GroupRecords(
                written,
                new RaftGroup(0, List.of(first)),
                first,
                earlier,
                new LogSync(written, Runnable::run, () -> {}));
        earlier.head(3, first, records.head(3, first));
        RaftEntry data = RaftEntry.copyOf(RaftEntry.KIND_DATA, new UnsafeBuffer(new byte[] {1}), 0, 1);
        for (long index = 1; index <= 9; index++) {
            earlier.append(GroupLog.entry(index, 2, data), records.entry(GroupLog.entry(index, 2, data)));
        }
        written.sync();
        written.release(0, 5);
        written.reopen();
        RaftLoop loop = new RaftLoop(
                written,
                (target, number, buffer, offset, length) -> {},
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                LoneReplica.OPTIONS,
                Runnable::run,
                () -> {});
        RaftMember third = new RaftMember(0, 3, 1);
        RaftGroup group = new RaftGroup(0, List.of(third, new RaftMember(1, 3, 1), new RaftMember(2, 3, 1)));
        Replica replica = loop.open(group, third, new Marker(3, 0), lone, false);
        loop.start();
        loop.pass();
        assertThat(replica.log().writer()).isEqualTo(third);
        assertThat(replica.log().last()).isZero();
        assertThat(replica.log().next())
                .as("its records have places of their own")
                .isGreaterThan(records.next());
    }

    @Test
    void messagesOfAndForAnotherIncarnationAreRefused() {
        AppendEntriesRequest wiped = lone.append(new RaftMember(1, 1, 2), 1, 0, 0, 0);
        assertThat(lone.receive(wiped)).isEqualTo(Refusal.UNKNOWN_SENDER);
        assertThat(lone.receive(lone.append(LoneReplica.SELF, 1, 0, 0, 0)))
                .as("a member does not write to itself")
                .isEqualTo(Refusal.UNKNOWN_SENDER);
        AppendEntriesRequest good = lone.append(LoneReplica.ONE, 1, 0, 0, 0);
        assertThat(lone.receive(new RaftMember(0, 1, 2), good)).isEqualTo(Refusal.NOT_FOR_ME);
        assertThat(lone.receive(lone.append(new RaftMember(1, 2, 1), 1, 0, 0, 0)))
                .as("the next one is a group of its own")
                .isEqualTo(Refusal.UNKNOWN_GROUP);
        assertThat(lone.receive(lone.append(new RaftMember(1, 3, 1), 1, 0, 0, 0)))
                .isEqualTo(Refusal.OTHER_GENERATION);
        assertThat(lone.receive(good)).isNull();
    }
}
