package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.LoopContext;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.Trailer;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.overlay.TrailerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Puts the parts of a node's heart together; see {@link NodeCore#assemble}. */
final class AssembledCore implements NodeCore, TrailerListener {
    private final Partitions partitions;
    private final List<Loop> loops = new ArrayList<>();
    private final List<SessionLoop> duties = new ArrayList<>();
    private final List<Trailing> trailings = new ArrayList<>();
    private final List<SessionMailbox> mailboxes = new ArrayList<>();
    private final List<LoopCounters> counters = new ArrayList<>();

    AssembledCore(
            CoreLimits limits,
            Partitions partitions,
            Clock clock,
            StateEngine engine,
            TrailerLimits trailerLimits,
            List<LoopLog> logs,
            List<ClientLink> links,
            Executor trailerExecutor,
            CoreListener listener) {
        this.partitions = partitions;
        Trailer trailer = new Trailer(engine, trailerLimits, trailerExecutor, clock::nanoTime, this);
        LoopMailbox[] mail = new LoopMailbox[logs.size()];
        for (int i = 0; i < mail.length; i++) {
            mail[i] = new LoopMailbox(limits.mailboxBytes());
        }
        InboxLimits inboxLimits = new InboxLimits(limits.inboxMessages(), limits.inboxBytes(), limits.devicesPerUser());
        for (int i = 0; i < mail.length; i++) {
            Meter meter = new Meter();
            LoopReplication replication = new SingleCopyReplication(logs.get(i));
            LocalRelay relay = new LocalRelay(i, mail);
            LoopContext context = new LoopContext(
                    partitions, replication, relay, meter, inboxLimits, limits.recvAckDelayMs() * 1_000_000);
            PartitionSet mine = new PartitionSet(i, partitionsOf(i, mail.length, engine, context), partitions.count());
            Trailing trailing = new Trailing(mine.row(), limits, meter, trailer);
            Overload overload = new Overload(limits, trailing);
            LoopSessions sessions = new LoopSessions(
                    i,
                    limits,
                    inboxLimits,
                    partitions,
                    links.get(i),
                    listener,
                    meter,
                    new StampClock(clock, limits.clockJumpMs()),
                    overload,
                    clock.nanoTime());
            LoopShutdown shutdown = new LoopShutdown(sessions, mine, trailing, engine);
            SessionLoop duty = new SessionLoop(
                    i,
                    clock,
                    replication,
                    listener,
                    mine,
                    relay,
                    context.agenda(),
                    trailing,
                    overload,
                    sessions,
                    shutdown);
            relay.connect(duty.mail());
            Loop loop = new Loop(i, mail[i], clock, duty);
            duty.whenDrained(loop::stop);
            trailings.add(trailing);
            duties.add(duty);
            loops.add(loop);
            mailboxes.add(new LoopSessionMailbox(mail[i]));
            counters.add(reader -> read(meter, reader));
        }
    }

    private DeliveryPartition[] partitionsOf(int loop, int loopCount, StateEngine engine, LoopContext context) {
        List<DeliveryPartition> mine = new ArrayList<>();
        for (int p = loop; p < partitions.count(); p += loopCount) {
            mine.add(new DeliveryPartition(p, engine, context));
        }
        return mine.toArray(new DeliveryPartition[0]);
    }

    private static void read(Meter meter, LoopCounters.Reader reader) {
        for (Metric metric : Metric.values()) {
            reader.onValue(metric.label(), metric.about(), metric.isGauge(), meter.get(metric));
        }
    }

    List<SessionLoop> duties() {
        return duties;
    }

    @Override
    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public void recover() {
        duties.forEach(SessionLoop::recover);
    }

    @Override
    public SessionMailbox mailboxFor(byte[] user) {
        return mailboxes.get(partitions.ofUser(user) % mailboxes.size());
    }

    @Override
    public boolean shutdown(long reconnectAfterMs, long jitterMs) {
        boolean all = true;
        for (Loop loop : loops) {
            LoopMailbox mailbox = loop.mailbox();
            int claim = mailbox.claim(MailKind.COMMAND, 2 * Long.BYTES);
            if (claim < 0) {
                all = false;
                continue;
            }
            mailbox.buffer().putLong(claim, reconnectAfterMs, BIG_ENDIAN);
            mailbox.buffer().putLong(claim + 8, jitterMs, BIG_ENDIAN);
            mailbox.commit(claim);
        }
        return all;
    }

    @Override
    public List<LoopCounters> counters() {
        return List.copyOf(counters);
    }

    // From the writer's thread.

    @Override
    public void written(StateBatch batch) {
        int loop = batch.partition() % loops.size();
        trailings.get(loop).written(batch);
        loops.get(loop).mailbox().wake();
    }

    @Override
    public void flushed(int partition, Marker marker) {
        int loop = partition % loops.size();
        trailings.get(loop).flushed(partition / loops.size(), marker);
        loops.get(loop).mailbox().wake();
    }

    @Override
    public void failed(RuntimeException cause) {
        for (int i = 0; i < loops.size(); i++) {
            duties.get(i).failFromOutside(cause);
            loops.get(i).mailbox().wake();
        }
    }
}
