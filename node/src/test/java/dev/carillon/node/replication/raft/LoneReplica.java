package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.log.MemoryLog;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.VoteRequest;
import io.microraft.model.message.VoteResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Member 0 of a group of three on a loop of its own; the test speaks for members 1 and 2. */
final class LoneReplica implements ReplicaListener {
    static final RaftMember SELF = new RaftMember(0, 1, 1);
    static final RaftMember ONE = new RaftMember(1, 1, 1);
    static final RaftMember TWO = new RaftMember(2, 1, 1);
    static final RaftOptions OPTIONS = new RaftOptions(1, 500, 4, 8, 1 << 20, 1 << 30, 16, 6, 0);

    final RaftGroup group = new RaftGroup(0, List.of(SELF, ONE, TWO));
    final SimulatedWorld world = new SimulatedWorld(1);
    final MemoryLog log = new MemoryLog();
    final List<RaftMessage> sent = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final RaftModelFactory models = new DefaultRaftModelFactory();
    private final MessageEncoder encoder = new MessageEncoder();
    /** Thrown once, at the next entry. */
    @Nullable
    RuntimeException trouble;

    RaftLoop loop;
    Replica replica;

    private final LoopLog written;
    private final LongSupplier errors;

    LoneReplica() {
        this(EngineUnderTest.ERRORS);
    }

    /** @param errors that the engine is said to have logged */
    LoneReplica(LongSupplier errors) {
        this.written = log;
        this.errors = errors;
        start(Marker.NONE);
    }

    /** Without restarts. */
    LoneReplica(Function<Clock, LoopLog> log) {
        this.written = log.apply(world);
        this.errors = EngineUnderTest.ERRORS;
        start(Marker.NONE);
    }

    /** A restart of the node. */
    void restart(Marker state) {
        log.reopen();
        start(state);
    }

    private void start(Marker state) {
        loop = new RaftLoop(
                written,
                (target, number, buffer, offset, length) -> onSent(target, buffer, offset, length),
                world,
                new Random(1),
                errors,
                OPTIONS,
                Runnable::run,
                () -> {});
        replica = loop.open(group, SELF, state, this, true);
        loop.start();
        loop.pass();
    }

    void onSent(RaftMember target, DirectBuffer buffer, int offset, int length) {
        RaftMessage message = new MessageDecoder(models, group, target).decode(buffer, offset, length);
        if (message != null) {
            sent.add(message);
        }
    }

    /** Lets time pass, in steps of 50 ms. */
    void pass(long ms) {
        for (long i = 0; i < ms; i += 50) {
            world.runUntil(world.nanoTime() + 50 * SimulatedWorld.MS, () -> false);
            loop.pass();
        }
    }

    @Nullable
    Refusal receive(RaftMessage message) {
        return receive(SELF, message);
    }

    @Nullable
    Refusal receive(RaftMember target, RaftMessage message) {
        int length = encoder.encode(0, target, message);
        Refusal refusal = loop.receive(encoder.buffer(), 0, length);
        loop.pass();
        return refusal;
    }

    AppendEntriesRequest append(RaftMember from, int term, int prevTerm, long prev, long commit, LogEntry... entries) {
        return models.createAppendEntriesRequestBuilder()
                .setGroupId(0)
                .setSender(from)
                .setTerm(term)
                .setPreviousLogTerm(prevTerm)
                .setPreviousLogIndex(prev)
                .setCommitIndex(commit)
                .setLogEntries(List.of(entries))
                .setQuerySequenceNumber(0)
                .setFlowControlSequenceNumber(0)
                .build();
    }

    static LogEntry entry(long index, int term) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        bytes.putLong(0, index);
        return GroupLog.entry(index, term, RaftEntry.copyOf(RaftEntry.KIND_DATA, bytes, 0, 8));
    }

    static LogEntry[] entries(long from, long to, int term) {
        LogEntry[] entries = new LogEntry[(int) (to - from + 1)];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry(from + i, term);
        }
        return entries;
    }

    /** Answers its pre-vote and vote, so that it leads; an appended answer makes its term's entry committed. */
    void elect() {
        electLate(0, 100);
    }

    /** The same, each answer so many steps of 50 ms after it was asked for. */
    void electLate(int stepsLate, int stepsMax) {
        ArrayDeque<List<RaftMessage>> under = new ArrayDeque<>();
        for (int i = 0; i < stepsMax && !replica.isLeading(); i++) {
            pass(50);
            under.add(List.copyOf(sent));
            sent.clear();
            if (under.size() > stepsLate) {
                under.remove().forEach(this::answer);
            }
        }
    }

    void answer(RaftMessage message) {
        if (message instanceof PreVoteRequest) {
            receive(models.createPreVoteResponseBuilder()
                    .setGroupId(0)
                    .setSender(ONE)
                    .setTerm(message.getTerm())
                    .setGranted(true)
                    .build());
        } else if (message instanceof VoteRequest) {
            receive(models.createVoteResponseBuilder()
                    .setGroupId(0)
                    .setSender(ONE)
                    .setTerm(message.getTerm())
                    .setGranted(true)
                    .build());
        } else if (message instanceof AppendEntriesRequest append) {
            receive(models.createAppendEntriesSuccessResponseBuilder()
                    .setGroupId(0)
                    .setSender(ONE)
                    .setTerm(message.getTerm())
                    .setLastLogIndex(append.getPreviousLogIndex()
                            + append.getLogEntries().size())
                    .setQuerySequenceNumber(append.getQuerySequenceNumber())
                    .setFlowControlSequenceNumber(append.getFlowControlSequenceNumber())
                    .build());
        }
    }

    boolean propose(long value) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        bytes.putLong(0, value);
        return replica.propose(bytes, 0, 8);
    }

    PreVoteResponse preVoteRefusal(int term) {
        return models.createPreVoteResponseBuilder()
                .setGroupId(0)
                .setSender(ONE)
                .setTerm(term)
                .setGranted(false)
                .build();
    }

    VoteResponse vote(int term) {
        return models.createVoteResponseBuilder()
                .setGroupId(0)
                .setSender(ONE)
                .setTerm(term)
                .setGranted(true)
                .build();
    }

    long count(Class<? extends RaftMessage> type) {
        return sent.stream().filter(type::isInstance).count();
    }

    /** The last index that its newest success reports; -1 if there is none. */
    long lastMatch() {
        long match = -1;
        for (RaftMessage message : sent) {
            if (message instanceof AppendEntriesSuccessResponse response) {
                match = response.getLastLogIndex();
            }
        }
        return match;
    }

    @Override
    public void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
        RuntimeException thrown = trouble;
        if (thrown != null) {
            trouble = null;
            throw thrown;
        }
        heard.add(index + (proposedHere ? "*" : ""));
    }

    @Override
    public void onTermStarted(long index) {
        heard.add(index + "t");
    }

    @Override
    public void onLeading(int term) {
        heard.add("leads " + term);
    }

    @Override
    public void onLeader(int term, int node) {}

    @Override
    public void onLeadershipLost() {
        heard.add("lost");
    }

    @Override
    public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
        heard.add("returned " + entry.getLong(offset) + (mayCommit ? "?" : ""));
    }

    @Override
    public void onStateNeeded(Marker atLeast, int leader) {
        heard.add("needs " + atLeast.index() + " from " + leader);
    }
}
