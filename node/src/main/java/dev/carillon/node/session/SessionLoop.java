package dev.carillon.node.session;

import dev.carillon.node.delivery.Agenda;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.LoopDuty;
import dev.carillon.protocol.ErrorCode;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A loop's duty: partitions and the sessions of their users. One pass: the mail becomes operations of each partition's
 * entry; all entries are committed with one write and one sync; apply says what became of them; then relays, answers
 * and frames go out, and some state goes to the engine. Nothing is said to anybody before it is durable, because
 * sessions speak only of what apply told them.
 *
 * <p>Any failure of the log or of apply ends the loop at once: clients hear STORAGE_FAILED, and the assembly is told.
 */
final class SessionLoop implements LoopDuty {
    /** Mail bytes per pass; bounds entries and latency. */
    static final int MAIL_BYTES_PER_PASS = 2 * 1024 * 1024;

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
    private final LoopShutdown shutdown;
    private final LoopMail mail;
    private final LoopTicks ticks;

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
            Agenda agenda,
            Trailing trailing,
            Overload overload,
            LoopSessions sessions,
            LoopShutdown shutdown) {
        this.number = number;
        this.clock = clock;
        this.stamps = sessions.stamps();
        this.replication = replication;
        this.listener = listener;
        this.meter = sessions.meter();
        this.partitions = partitions;
        this.agenda = agenda;
        this.trailing = trailing;
        this.overload = overload;
        this.sessions = sessions;
        this.shutdown = shutdown;
        this.mail = new LoopMail(sessions, partitions, shutdown);
        this.ticks = new LoopTicks(sessions, partitions, replication, trailing, overload);
        this.nowNs = sessions.nowNs();
    }

    void recover() {
        replication.recover();
        for (DeliveryPartition partition : partitions.row()) {
            partition.start(nowNs);
        }
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
        } catch (RuntimeException e) {
            fail("a loop failed while it heard a client", e);
        }
    }

    @Override
    public int work(long passNs) {
        nowNs = passNs;
        sessions.pass(passNs);
        mailBytes = 0;
        if (isStopped()) {
            return 0;
        }
        try {
            return workOrThrow();
        } catch (RuntimeException e) {
            fail("a loop can store nothing any more", e);
            return 0;
        }
    }

    private int workOrThrow() {
        RuntimeException elsewhere = outside;
        if (elsewhere != null) {
            throw elsewhere;
        }
        List<DeliveryPartition> due = agenda.take(nowNs);
        int done = commit(due);
        for (int i = 0; i < due.size(); i++) {
            done += due.get(i).afterCommit(nowNs);
        }
        done += sessions.ready().pump();
        done += trailing.hear(partitions) ? 1 : 0;
        trailing.freeze(due, nowNs);
        if (ticks.isDue(nowNs)) {
            ticks.tick(nowNs, !shutdown.isBegun());
        }
        if (shutdown.step(nowNs)) {
            listener.onDrained(number);
            whenDrained.run();
        }
        sessions.link().flush();
        if (done > 0) {
            meter.add(Metric.PASSES, 1);
            meter.add(Metric.PASS_NS, clock.nanoTime() - nowNs);
        }
        return done;
    }

    private int commit(List<DeliveryPartition> due) {
        boolean any = overload.isLogFull();
        if (!due.isEmpty()) {
            long stampMs = stamps.nowMs();
            for (int i = 0; i < due.size(); i++) {
                any |= due.get(i).propose(stampMs, nowNs);
            }
        }
        if (!any) {
            return 0;
        }
        int committed = replication.commit();
        if (committed > 0) {
            meter.add(Metric.SYNCS, 1);
        } else {
            overload.logFull(true);
        }
        return committed;
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
        return agenda.isAnyDue() ? nowNs : Math.min(ticks.nextNs(), agenda.waitUntilNs());
    }

    private boolean isStopped() {
        return failed || shutdown.isOver();
    }

    private void fail(String why, RuntimeException cause) {
        if (failed) {
            return;
        }
        failed = true;
        sessions.failAll(ErrorCode.STORAGE_FAILED, "the node can store nothing");
        sessions.link().flush();
        listener.onFailed(number, why, cause);
    }
}
