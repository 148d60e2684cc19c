package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.ReplicaFailedException;
import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.NewerFormatException;
import dev.carillon.storage.StateEngineFailedException;
import io.microraft.QueryPolicy;
import io.microraft.RaftNode;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's copy of one group. It survives its engine: an engine that has failed in any way is stopped at once and a new
 * one made from the store, while the state above goes on. Runs on the loop; opened by {@link RaftLoop#open}.
 */
public final class Replica {
    private static final Logger LOGGER = LoggerFactory.getLogger(Replica.class);

    /** Enough for a whole election, with some to spare. */
    private static final long CAMPAIGNS_APART_NS = 250_000_000;

    /** Faults of the engine, one after the other and with no entry applied between, after which it is not made anew. */
    static final int FAULTS_MAX = 32;

    /** After so long without one, a fault is the first again. */
    private static final long FAULTS_APART_NS = 60_000_000_000L;

    private final RaftLoop loop;
    private final RaftGroup group;
    private final RaftMember self;
    private final ReplicaListener listener;
    private final GroupLog log;
    private final GroupRecords records;
    private final Memberships memberships;
    private final MessageDecoder decoder;
    private final Proposals proposals;
    private final ReplicaClock clock;
    private final ReplicaWatch watch;
    private final LeaderHandOver handOver;
    private final FirstCampaign campaign;
    private final Meetings meetings;
    private final LogRelease kept;

    private ReplicaExecutor executor;
    private @Nullable RaftNode node;
    private @Nullable EngineView engine;
    private @Nullable RaftEntry termStart;
    private int termBegun;
    /** The term in which it leads and has applied an entry of its own; 0 for none. */
    private int leadingTerm;

    /** What the listener knows of who leads. */
    private int toldTerm;

    private int toldLeader;

    private long applied;
    private long bytesSinceSnapshot;
    private boolean snapshotAsked;
    private boolean holdsStill;

    /** The leader's last offer of its snapshot, held back until the state is there. */
    private @Nullable InstallSnapshotRequest offer;

    private boolean closed;

    /** Its group goes on without it, or not at all. */
    private boolean halted;

    /** Why the loop must end; null as long as it need not. The engine swallows what is thrown through it. */
    private @Nullable RuntimeException ended;

    private int faults;
    private long faultNs;
    private long faultAt;

    /** What the engine sends goes through it. */
    private @Nullable EngineTransport transport;

    /** @param first whether it campaigns at once where a generation follows another */
    Replica(
            RaftLoop loop,
            RaftGroup group,
            RaftMember self,
            GroupLog log,
            long applied,
            ReplicaListener listener,
            boolean first) {
        this.loop = loop;
        this.group = group;
        this.self = self;
        this.applied = applied;
        this.listener = listener;
        this.log = log;
        this.records = new GroupRecords(loop.log(), group, self, log, loop.sync());
        this.memberships = new Memberships(group, self);
        this.decoder = new MessageDecoder(loop.models(), group, self);
        this.clock = new ReplicaClock(loop.clock(), loop.options().timeScale());
        this.executor = new ReplicaExecutor(this, loop.tasks(), loop.options().timeScale());
        this.proposals = new Proposals(loop.options().inFlightMax());
        this.watch = new ReplicaWatch(loop);
        this.handOver = new LeaderHandOver(loop, proposals);
        this.campaign = new FirstCampaign(loop, first, () -> engine);
        this.meetings = new Meetings(loop, group, self);
        this.kept = new LogRelease(loop, group, log, records);
    }

    /** The log's records are its own from here on. */
    void claimed() {
        log.writtenBy(self);
        log.flushed(applied);
    }

    public RaftGroup group() {
        return group;
    }

    public RaftMember self() {
        return self;
    }

    /** Whether proposals are taken: it leads, and all that was ever acked has been heard. */
    public boolean isLeading() {
        return leadingTerm > 0;
    }

    /** The newest term it has seen. */
    public int term() {
        return engine == null ? log.term() : engine.term();
    }

    /** The leader it knows, or null. */
    public @Nullable RaftMember leader() {
        return engine == null ? null : engine.leader();
    }

    /** How far the state has come; the generation is the group's. */
    public Marker applied() {
        return new Marker(group.generation(), applied);
    }

    /** Whether {@link #propose} would take a proposal now. */
    public boolean takesProposals() {
        return isLeading() && !handOver.isUnderWay() && !proposals.isFull() && node != null;
    }

    /** The bytes are copied. @return false, and nothing is proposed, if it does not lead or has too much in flight */
    public boolean propose(DirectBuffer entry, int offset, int length) {
        RaftNode to = node;
        if (to == null || !takesProposals()) {
            return false;
        }
        proposals.add(to, RaftEntry.copyOf(RaftEntry.KIND_DATA, entry, offset, length));
        return true;
    }

    /**
     * Asks a majority whether this replica still leads: the only way to read what is true now. Nothing rests on a lease,
     * for a leader that is cut off believes in its own until it is too late.
     *
     * @param answer called once, during a pass, unless the engine fails before
     */
    public void confirmLeadership(Consumer<Boolean> answer) {
        if (node == null || !isLeading()) {
            answer.accept(false);
            return;
        }
        node.query(new RaftEntry.ReadBarrier(), QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty())
                .whenComplete((result, failure) -> answer.accept(failure == null && isLeading()));
    }

    /** Asks another member to lead; may come to nothing, then ask again. @return whether it was asked */
    public boolean transferLeadership(int target) {
        RaftMember to = meetings.on(target);
        RaftNode from = node;
        EngineView view = engine;
        return to != null && from != null && view != null && isLeading() && handOver.begin(to, from, view);
    }

    /** Hears no message, and so applies nothing, until {@link #stateInstalled}. Only for one that does not lead. */
    public void holdStill() {
        holdsStill = true;
    }

    /** The state was fetched from elsewhere and is durable up to here. */
    public void stateInstalled(Marker state) {
        holdsStill = false;
        if (state.generation() == group.generation() && state.index() > applied) {
            applied = state.index();
            release(state);
        }
        answerOffer();
    }

    /** The leader waits longer each time that nothing is answered, so it is not left to offer the same again. */
    private void answerOffer() {
        InstallSnapshotRequest held = offer;
        if (held != null && held.getSnapshotIndex() <= applied) {
            offer = null;
            loop.tasks().add(executor, () -> handle(held));
        }
    }

    /** The state engine has everything up to here for good: the log need not keep it. */
    public void release(Marker flushed) {
        if (flushed.generation() != group.generation()) {
            return;
        }
        kept.flushed(flushed.index());
    }

    /** Writes again what it has voted, so that the log need not keep older records for its sake. */
    void renewHead() {
        kept.renewHead();
    }

    /** Ends it for good; the generation that follows it has all that it had. */
    public void close() {
        closed = true;
        if (leadingTerm > 0) {
            leadingTerm = 0;
            listener.onLeadershipLost();
        }
        loop.close(this);
    }

    /**
     * Reads entries that are committed for sure.
     *
     * @param from index of the first one
     * @param bytesMax after which no more are read
     * @return the index after the last one read; -1 if the log does not reach back so far
     */
    public long read(long from, long bytesMax, EntryVisitor visitor) {
        return log.read(from, applied, bytesMax, visitor);
    }

    /** The generation ends with this entry, and the next one begins over a log that is kept for it. */
    public void sealed(long index) {
        log.sealed(index);
        records.sealed(index);
        if (transport != null) {
            transport.tellCommits();
        }
    }

    /** See {@link dev.carillon.node.replication.PartitionLog#halt}. */
    public void halt() {
        if (!halted) {
            halted = true;
            LOGGER.warn(
                    "The replica of group {} on {} takes no part any more: a majority is gone, and a survivor goes on.",
                    group.number(),
                    self);
            fail("it takes no part any more");
            afterTask();
        }
    }

    /** See {@link dev.carillon.node.replication.PartitionLog#hearRest}. */
    public boolean hearRest() {
        if (applied < log.last() && log.get(applied + 1) == null) {
            return false;
        }
        halt();
        return hearUpTo(log.last());
    }

    /** See {@link dev.carillon.node.replication.PartitionLog#append}. */
    public void append(DirectBuffer entry, int offset, int length) {
        RaftEntry operation = RaftEntry.copyOf(RaftEntry.KIND_DATA, entry, offset, length);
        if (log.isFresh()) {
            log.head(0, null, records.head(0, null));
        }
        if (applied > log.last()) {
            // The state came from elsewhere, or got to the disk before the log did.
            log.marker(applied, log.term(), records.marker(applied, log.term()));
        }
        LogEntry last = GroupLog.entry(log.last() + 1, log.term(), operation);
        log.append(last, records.entry(last));
        hearUpTo(last.getIndex());
    }

    /**
     * A node is known to be dead: if it led, the engine shall not wait for its heartbeats any longer. One after the other, in the
     * order of the members: where two campaign at once each has its own vote, and nobody the other's, until a round is over.
     */
    void nodeDown(int dead) {
        RaftMember leader = leader();
        if (leader != null && leader.node() == dead && leader.node() != self.node()) {
            clock.push(RaftOptions.HEARTBEAT_TIMEOUT_SECONDS * 1000L);
            int place = group.placeWithout(dead, self);
            executor.pace().campaigns(place);
            executor.hastenHeartbeat(place * CAMPAIGNS_APART_NS / loop.options().timeScale());
            endStalePreVote();
            loop.counters().hastened++;
        }
    }

    /** There is a new connection to a node: it may have been away, and what was sent to it before may be lost. */
    void nodeConnected(int other) {
        RaftMember member = meetings.on(other);
        if (member != null) {
            loop.tasks().add(executor, () -> {
                if (engine != null) {
                    meetings.meet(executor, engine, member, !holdsStill);
                }
            });
        }
    }

    GroupLog log() {
        return log;
    }

    GroupRecords records() {
        return records;
    }

    void start() {
        hearMarked();
        GroupLog.Base base = log.base(applied);
        executor = new ReplicaExecutor(this, loop.tasks(), loop.options().timeScale());
        ReplicaExecutor own = executor;
        EngineTransport sends = new EngineTransport(loop, group, own, campaign, () -> engine);
        transport = sends;
        RaftNode.RaftNodeBuilder builder = RaftNode.newBuilder()
                .setGroupId(group.number())
                .setConfig(loop.options().engine(base.entries().size()))
                .setExecutor(own)
                .setTransport(sends)
                .setStateMachine(new EngineStateMachine(this))
                .setModelFactory(loop.models())
                .setStore(new GroupStore(records, log, own))
                .setRandom(loop.random())
                .setClock(clock);
        if (log.isFresh()) {
            builder.setLocalEndpoint(self).setInitialGroupMembers(List.copyOf(group.members()));
        } else {
            builder.setRestoredState(memberships.restored(loop.models(), log, base));
        }
        RaftNode made = builder.build();
        node = made;
        engine = new EngineView(made);
        if (log.isFresh() && group.generation() > 1) {
            campaign.begin(own);
            loop.tasks().add(own, () -> begin(made));
        } else {
            loop.tasks()
                    .schedule(
                            own,
                            () -> begin(made),
                            loop.startDelayNs(group.members().size() > 1));
        }
    }

    private void begin(RaftNode made) {
        made.start();
        if (engine != null) {
            meetings.tellAll(executor, engine);
        }
    }

    /**
     * What a marker covers is known to be committed, so that the state above, which trails, can have it at once. The engine
     * would take it for uncommitted until it hears from a leader, and only so much fits into its log.
     */
    private void hearMarked() {
        hearUpTo(log.markerIndex());
    }

    /** @return whether the log had what comes next */
    private boolean hearUpTo(long last) {
        for (long index = applied + 1; index <= last; index++) {
            LogEntry entry = log.get(index);
            if (entry == null) {
                return false;
            }
            hear(index, (RaftEntry) entry.getOperation(), false);
            applied = index;
        }
        return true;
    }

    /** @return why the message was not taken, or null */
    @Nullable
    Refusal receive(DirectBuffer buffer, int offset, int length) {
        RaftMessage message = decoder.decode(buffer, offset, length);
        if (message == null) {
            return decoder.refusal();
        }
        loop.tasks().add(executor, () -> handle(message));
        return null;
    }

    private void handle(RaftMessage message) {
        RaftNode to = node;
        EngineView view = engine;
        if (to == null || view == null || holdsStill) {
            return;
        }
        RaftMessage handed = message;
        if (message instanceof InstallSnapshotRequest request && request.getSnapshotIndex() > applied) {
            watch.onFetching();
            offer = request;
            listener.onStateNeeded(
                    new Marker(group.generation(), request.getSnapshotIndex()),
                    ((RaftMember) request.getSender()).node());
            return;
        }
        if (message instanceof InstallSnapshotRequest request) {
            ResyncFilter filter = new ResyncFilter(view, loop.models(), memberships);
            if (filter.concerns(request)) {
                loop.counters().resyncs++;
                handed = filter.replacement(request);
            }
        }
        if (message instanceof AppendEntriesRequest request) {
            watch.onLeaderCommit(request.getCommitIndex());
            ResyncFilter filter = new ResyncFilter(view, loop.models(), memberships);
            if (filter.concerns(request)) {
                loop.counters().resyncs++;
                long conflict = filter.conflict(request);
                if (conflict != ResyncFilter.NONE) {
                    log.truncateFrom(conflict);
                    records.truncate(conflict);
                    fail("the leader overwrites entry " + conflict + " behind the snapshot");
                    return;
                }
                handed = filter.replacement(request);
            }
        }
        if (message instanceof AppendEntriesFailureResponse answer) {
            if (Presence.heard(view, answer)) {
                return;
            }
            MatchSearch.heard(view, answer);
        }
        if (message instanceof PreVoteResponse response
                && !response.isGranted()
                && view.isFollower()
                && response.getTerm() > view.term() + 1) {
            // Refused for its term alone. Without taking it over, a member with the longest log and an old term would
            // ask for ever, and nobody else could win.
            loop.counters().termsAdopted++;
            view.adoptTerm(response.getTerm());
            return;
        }
        RaftMessage last = handed;
        executor.runHandedIn(() -> to.handle(last));
    }

    /** Called by the loop now and then. */
    void watch(long nowNs) {
        if (holdsStill || closed || halted || ended != null) {
            return;
        }
        if (executor.isStopped()) {
            loop.counters().recreations++;
            start();
        } else if (engine != null) {
            endStalePreVote();
            if (watch.isStuck(engine, nowNs)) {
                loop.counters().stuckFollowers++;
                fail("it hears its leader and gets nowhere");
            }
        }
    }

    /**
     * Called by the loop now and then: if the log is long for this group's sake, what it needs is written again.
     *
     * @param bytesMax that may be written now
     * @return bytes written
     */
    long keepLogShort(long bytesMax) {
        return holdsStill ? 0 : kept.keepShort(bytesMax);
    }

    private void endStalePreVote() {
        if (engine != null && engine.isPreVoting() && !executor.isPreVoteWaiting()) {
            loop.counters().stalePreVotes++;
            loop.tasks().add(executor, engine::preVoteAgain);
        }
    }

    /** Called by the loop after each of the engine's tasks. */
    void afterTask() {
        if (closed) {
            return;
        }
        if (leadingTerm > 0 && (engine == null || !engine.isLeader() || engine.term() != leadingTerm)) {
            leadingTerm = 0;
            handOver.leadershipLost();
            listener.onLeadershipLost();
        }
        if (proposals.isRefused()) {
            fail("its engine has refused a proposal, and what follows must not overtake it");
        }
        for (Proposals.Returned back = proposals.nextReturned(); back != null; back = proposals.nextReturned()) {
            loop.counters().proposalsReturned++;
            RaftEntry entry = back.entry();
            listener.onReturned(entry.view(), 0, entry.length(), back.mayCommit());
        }
        if (node != null && engine != null) {
            handOver.step(node, engine);
        }
        tellLeader();
        if (bytesSinceSnapshot >= loop.options().snapshotBytes() && !snapshotAsked && node != null) {
            snapshotAsked = true;
            node.takeSnapshot().whenComplete((report, failure) -> {
                if (failure != null) {
                    fail("no snapshot could be taken: " + failure);
                }
            });
        }
    }

    private void tellLeader() {
        RaftMember leader = leader();
        int known = leader == null || leader.equals(self) && !isLeading() ? 0 : leader.node();
        if (known != toldLeader || term() != toldTerm) {
            toldLeader = known;
            toldTerm = term();
            if (known != 0) {
                executor.pace().leaderKnown();
            }
            listener.onLeader(toldTerm, known);
        }
    }

    /** Stops the engine for good; the next watch makes another one. */
    void fail(String reason) {
        if (!executor.isStopped()) {
            if (!closed && !halted && ended == null) {
                LOGGER.warn("The replica of group {} on {} is made anew: {}.", group.number(), self, reason);
            }
            executor.stop();
            node = null;
            engine = null;
            termStart = null;
            snapshotAsked = false;
            offer = null;
            handOver.forget();
            transport = null;
            watch.reset();
            proposals.returnAll();
        }
    }

    /** The same, and there is a limit to it: a fault that comes again each time is not cured by that. */
    void engineFailed(String reason) {
        if (executor.isStopped()) {
            return;
        }
        long nowNs = loop.clock().nanoTime();
        boolean again = faults > 0 && faultAt == applied && nowNs - faultNs < FAULTS_APART_NS;
        faults = again ? faults + 1 : 1;
        faultAt = applied;
        faultNs = nowNs;
        if (faults >= FAULTS_MAX && ended == null) {
            ended = new ReplicaFailedException("The replica of partition " + group.number() + " has failed " + faults
                    + " times since entry " + applied + ", the last time because " + reason
                    + ". What is on the disk is safe. Start the node again; if it ends like this again, start the build"
                    + " that ran before, or put another node into its place.");
        }
        fail(reason);
    }

    /** The engine has called, which goes on after an exception. @throws RuntimeException if the loop must not */
    void requireWell() {
        if (ended != null) {
            throw ended;
        }
    }

    /** Of its own entries so many are durable. */
    void flushed(long last) {
        if (engine != null) {
            engine.flushed(last);
        }
    }

    ReplicaExecutor executor() {
        return executor;
    }

    RaftEntry beginTerm() {
        RaftEntry entry = RaftEntry.termStart();
        termStart = entry;
        termBegun = engine == null ? 0 : engine.term();
        return entry;
    }

    void snapshotTaken() {
        bytesSinceSnapshot = 0;
        snapshotAsked = false;
        loop.counters().snapshotsTaken++;
    }

    void requireState(long index) {
        if (applied < index) {
            throw new IllegalStateException("the state ends at " + applied + ", the snapshot at " + index);
        }
        loop.counters().snapshotsInstalled++;
    }

    void apply(long index, RaftEntry entry) {
        boolean own = proposals.heard(entry);
        if (index > applied) {
            if (index != applied + 1) {
                throw new IllegalStateException("the state ends at " + applied);
            }
            hear(index, entry, own);
            applied = index;
            bytesSinceSnapshot += entry.length();
        }
        if (entry == termStart && engine != null && engine.isLeader() && engine.term() == termBegun) {
            leadingTerm = termBegun;
            loop.counters().elections++;
            listener.onLeading(leadingTerm);
        }
    }

    /**
     * What the state above cannot take it must not be given again: it may have taken half of it, and an entry that cannot be
     * read now cannot be read the next time.
     */
    private void hear(long index, RaftEntry entry, boolean own) {
        try {
            if (entry.kind() == RaftEntry.KIND_TERM) {
                listener.onTermStarted(index);
            } else {
                loop.counters().commits++;
                listener.onCommitted(index, entry.view(), 0, entry.length(), own);
            }
        } catch (NewerFormatException
                | CorruptStorageException
                | StateEngineFailedException
                | LogFailedException
                | LogFullException e) {
            // They say what is safe and what is to be done.
            ended = e;
            throw e;
        } catch (RuntimeException e) {
            ended = new ReplicaFailedException(
                    "Entry " + index + " of partition " + group.number() + " could not be applied: " + e
                            + ". What is on the disk is safe. Start the node again; if it ends like this again, start"
                            + " the build that ran before, and report it.",
                    e);
            throw ended;
        }
    }
}
