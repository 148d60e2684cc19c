package dev.carillon.node.session;

import dev.carillon.node.delivery.Agenda;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.replication.ReplicaFailedException;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.LoopDuty;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.NewerFormatException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A loop's duty: partitions and the sessions of their users. One pass: the mail becomes operations of each partition's
 * entry; entries are committed and applied, and what they relay to partitions of the same loop is committed too, in
 * rounds; all of it becomes durable with one write and one sync; then relays to other loops, answers and frames go out,
 * and some state goes to the engine. Nothing leaves the loop before it is durable: on this node's disk if it has the only
 * copy, for which the pass waits, else on a majority's, whatever this node's own disk is doing.
 *
 * <p>Any failure ends the loop at once, and the assembly is told: clients hear STORAGE_FAILED if it is one of the log or
 * the state, INTERNAL if it is a fault in the code.
 */
final class SessionLoop implements LoopDuty {
    /** Mail bytes per pass; bounds entries and latency. */
    static final int MAIL_BYTES_PER_PASS = 2 * 1024 * 1024;

    /** Rounds of a pass: a send, its delivery, the receipt that it could not be delivered. */
    static final int ROUNDS_MAX = 3;

    /** Bytes that partitions of this loop may relay to one another per round; bounds entries and latency. */
    static final long RELAY_BYTES_PER_ROUND = 4 * 1024 * 1024;

    private static final long NEVER_NS = 3_600_000_000_000L;

    private final int number;
    private final Clock clock;
    private final StampClock stamps;
    private final LoopReplication replication;
    private final CoreListener listener;
    private final Meter meter;
    private final PartitionSet partitions;
    private final Agenda agenda;
    private final Trailing trailing;
    private final Overload overload;
    private final LoopSessions sessions;
    private final LoopQuestions questions;
    private final LoopShutdown shutdown;
    private final LoopMail mail;
    private final LoopTicks ticks;
    private final LocalRelay relay;
    private final @Nullable LoopNeighbours neighbours;

    /** The partitions of this pass, one of several rounds as often. */
    private final List<DeliveryPartition> served = new ArrayList<>();

    private long nowNs;
    private long mailBytes;
    private boolean failed;
    private Runnable whenDrained = () -> {};
    private volatile @Nullable RuntimeException outside;

    SessionLoop(
            int number,
            Clock clock,
            LoopReplication replication,
            CoreListener listener,
            PartitionSet partitions,
            LocalRelay relay,
            Agenda agenda,
            Trailing trailing,
            Overload overload,
            LoopSessions sessions,
            LoopQuestions questions,
            LoopShutdown shutdown,
            LoopMail mail,
            @Nullable LoopNeighbours neighbours) {
        this.number = number;
        this.clock = clock;
        this.stamps = sessions.stamps();
        this.replication = replication;
        this.listener = listener;
        this.meter = sessions.meter();
        this.partitions = partitions;
        this.relay = relay;
        this.agenda = agenda;
        this.trailing = trailing;
        this.overload = overload;
        this.sessions = sessions;
        this.questions = questions;
        this.shutdown = shutdown;
        this.mail = mail;
        this.neighbours = neighbours;
        this.ticks = new LoopTicks(sessions, partitions, replication, trailing, overload, neighbours);
        this.nowNs = sessions.nowNs();
    }

    void recover() {
        agenda.begin(nowNs);
        replication.recover();
        replication.start();
    }

    void whenDrained(Runnable stop) {
        whenDrained = stop;
    }

    LoopMail mail() {
        return mail;
    }

    PartitionSet partitions() {
        return partitions;
    }

    Meter loopMeter() {
        return meter;
    }

    /** Something outside the loop has failed for good; any thread, followed by a wake-up. */
    void failFromOutside(RuntimeException cause) {
        outside = cause;
    }

    @Override
    public boolean hasRoom() {
        return mailBytes < MAIL_BYTES_PER_PASS;
    }

    @Override
    public void onMessage(int kind, MutableDirectBuffer buffer, int offset, int length) {
        if (isStopped()) {
            return;
        }
        mailBytes += length;
        try {
            mail.hear(kind, buffer, offset, length);
        } catch (NewerFormatException e) {
            end(ErrorCode.INTERNAL, "a fault in the node");
            throw e;
        } catch (RuntimeException e) {
            fail("a loop failed while it heard a client", e);
        }
    }

    @Override
    public int work(long passNs) {
        nowNs = passNs;
        sessions.pass(passNs);
        agenda.begin(passNs);
        mailBytes = 0;
        if (isStopped()) {
            return 0;
        }
        try {
            return workOrThrow();
        } catch (NewerFormatException e) {
            // As where a state of the cluster is of a newer format: who runs the loop ends the node with its words.
            end(ErrorCode.INTERNAL, "a fault in the node");
            throw e;
        } catch (RuntimeException e) {
            fail("a loop failed in its pass", e);
            return 0;
        }
    }

    private int workOrThrow() {
        RuntimeException elsewhere = outside;
        if (elsewhere != null) {
            throw elsewhere;
        }
        int done = commit();
        done += sessions.ready().pump();
        done += trailing.hear(partitions) ? 1 : 0;
        done += questions.answer() ? 1 : 0;
        if (neighbours != null) {
            done += neighbours.catchUp(nowNs) ? 1 : 0;
            neighbours.move(nowNs, !shutdown.isBegun());
        }
        trailing.freeze(served, nowNs);
        if (ticks.isDue(nowNs)) {
            ticks.tick(nowNs, !shutdown.isBegun());
        }
        if (shutdown.step(nowNs)) {
            listener.onDrained(number);
            whenDrained.run();
        }
        flush();
        if (done > 0) {
            meter.add(Metric.PASSES, 1);
            meter.add(Metric.PASS_NS, clock.nanoTime() - nowNs);
        }
        return done;
    }

    /** Commits in rounds, then syncs once: what a round relays on this loop is in the next one. */
    private int commit() {
        served.clear();
        List<DeliveryPartition> due = agenda.take();
        if (due.isEmpty() && !isReplicationDue()) {
            return 0;
        }
        long stampMs = stamps.nowMs();
        int committed = 0;
        int done = 0;
        boolean proposed = false;
        for (int round = 1; ; round++) {
            for (int i = 0; i < due.size(); i++) {
                proposed |= due.get(i).propose(stampMs, round == 1, nowNs);
            }
            committed += replication.commit();
            // Half, so that the entries' own bytes surely fit too.
            relay.allow(Math.min(RELAY_BYTES_PER_ROUND, replication.room() / 2));
            for (int i = 0; i < due.size(); i++) {
                done += due.get(i).relayHere(nowNs);
            }
            served.addAll(due);
            if (round == ROUNDS_MAX || replication.room() == 0) {
                break;
            }
            due = agenda.take();
            if (due.isEmpty()) {
                break;
            }
        }
        relay.allow(RELAY_BYTES_PER_ROUND);
        if (replication.isAheadOfDisk()) {
            done += relayAway() + sessions.ready().pump();
            flush();
        }
        if (replication.sync()) {
            meter.add(Metric.SYNCS, 1);
            done++;
        } else if (proposed && replication.isFull()) {
            overload.logFull(true);
        }
        return done + committed + relayAway();
    }

    private int relayAway() {
        int done = 0;
        for (int i = 0; i < served.size(); i++) {
            done += served.get(i).relayAway(nowNs);
        }
        return done;
    }

    private void flush() {
        sessions.link().flush();
        if (neighbours != null) {
            neighbours.flush();
        }
    }

    private boolean isReplicationDue() {
        long deadlineNs = replication.nextDeadlineNs();
        return deadlineNs != Long.MAX_VALUE && deadlineNs - nowNs <= 0;
    }

    @Override
    public long nextDeadlineNs() {
        if (isStopped()) {
            return nowNs + NEVER_NS;
        }
        if (!sessions.ready().isEmpty()) {
            return nowNs;
        }
        if (overload.isLogFull()) {
            return ticks.nextNs();
        }
        long replicationNs = replication.nextDeadlineNs();
        if (neighbours != null) {
            replicationNs = Math.min(replicationNs, neighbours.nextDeadlineNs(nowNs));
        }
        return agenda.isAnyDue() ? nowNs : Math.min(Math.min(ticks.nextNs(), agenda.waitUntilNs()), replicationNs);
    }

    private boolean isStopped() {
        return failed || shutdown.isOver();
    }

    private void fail(String why, RuntimeException cause) {
        if (failed) {
            return;
        }
        boolean storage = StorageFailures.isOne(cause);
        ErrorCode code = storage ? ErrorCode.STORAGE_FAILED : ErrorCode.INTERNAL;
        end(code, storage ? "the node can store nothing" : "a fault in the node");
        boolean inWords = cause instanceof CorruptStorageException || cause instanceof ReplicaFailedException;
        listener.onFailed(number, code + ": " + (inWords ? cause.getMessage() : why), cause);
    }

    /** @param words to clients */
    private void end(ErrorCode code, String words) {
        failed = true;
        sessions.failAll(code, words);
        if (neighbours != null) {
            neighbours.failTunnels(code, words);
        }
        sessions.link().flush();
    }
}
