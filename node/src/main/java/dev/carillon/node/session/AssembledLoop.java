package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.LeadershipListener;
import dev.carillon.node.delivery.LoopContext;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.RelayTransport;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.node.replication.raft.RaftMember;
import dev.carillon.node.replication.raft.RaftReplication;
import dev.carillon.node.replication.raft.RaftTransport;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.storage.Marker;
import dev.carillon.storage.overlay.Trailer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** One loop with everything that belongs to it, put together. */
final class AssembledLoop {
    private final CoreParts parts;
    private final int number;
    private final Meter meter = new Meter();
    private final PartitionSet mine;
    private final Trailing trailing;
    private final @Nullable CatchUp catchUp;
    private final LoopQuestions questions;
    private final SessionLoop duty;
    private final Loop loop;

    AssembledLoop(CoreParts parts, int number, LoopMailbox[] mail, InboxLimits inboxLimits, Trailer trailer) {
        this.parts = parts;
        this.number = number;
        CoreLimits limits = parts.limits();
        ClusterSeat seat = parts.seat();
        ClientLink link = parts.links().get(number);
        LocalRelay local = new LocalRelay(number, mail);
        SessionTable table = new SessionTable();
        LoopReplication replication =
                seat == null ? new SingleCopyReplication(parts.logs().get(number)) : raft(seat);
        LeaderNews news = seat == null
                ? null
                : new LeaderNews(seat, seat.peers().get(number), parts.clock().nanoTime());
        LeadershipListener leadership = seat == null || news == null
                ? LeadershipListener.NOBODY
                : new LoopLeadership(seat.owners(), meter, table, news, this::stateNeeded);
        LoopContext context = new LoopContext(
                parts.partitions(),
                replication,
                relay(seat, local),
                leadership,
                meter,
                inboxLimits,
                limits.recvAckDelayMs() * 1_000_000);
        this.mine = new PartitionSet(
                number, replicas(mail.length, context), parts.partitions().count());
        this.trailing = new Trailing(mine.row(), limits, meter, trailer);
        this.catchUp = seat == null
                ? null
                : new CatchUp(
                        number,
                        seat.copies(),
                        parts.engine(),
                        trailer,
                        mine,
                        parts.listener(),
                        meter,
                        mail[number]::wake,
                        parts.clock().nanoTime());
        Overload overload = new Overload(limits, trailing);
        LoopSessions sessions = new LoopSessions(
                number,
                limits,
                inboxLimits,
                parts.partitions(),
                link,
                parts.listener(),
                meter,
                new StampClock(parts.clock(), limits.clockJumpMs()),
                overload,
                table,
                new Moves(seat, link, meter),
                parts.clock().nanoTime());
        LoopNeighbours neighbours = seat == null || news == null || catchUp == null
                ? null
                : new LoopNeighbours(
                        seat,
                        seat.peers().get(number),
                        replication,
                        mine,
                        news,
                        catchUp,
                        parts.clock().nanoTime());
        this.questions = new LoopQuestions(mine, table, mail[number]::wake);
        this.duty = new SessionLoop(
                number,
                parts.clock(),
                replication,
                parts.listener(),
                mine,
                local,
                context.agenda(),
                trailing,
                overload,
                sessions,
                questions,
                new LoopShutdown(sessions, mine, trailing, parts.engine(), neighbours),
                neighbours);
        local.connect(duty.mail());
        this.loop = new Loop(number, mail[number], parts.clock(), duty);
        duty.whenDrained(loop::stop);
    }

    private LoopReplication raft(ClusterSeat seat) {
        Peers peers = seat.peers().get(number);
        RaftTransport transport = new RaftTransport() {
            @Override
            public void send(RaftMember target, int group, DirectBuffer buffer, int offset, int length) {
                peers.send(target.node(), FrameKind.RAFT, group, buffer, offset, length);
            }

            @Override
            public void flush() {
                peers.flush();
            }
        };
        return RaftReplication.of(
                parts.logs().get(number),
                transport,
                parts.clock(),
                seat.raft(),
                seat.node(),
                seat.incarnation(),
                seat.map()::group);
    }

    private RelayTransport relay(@Nullable ClusterSeat seat, LocalRelay local) {
        return seat == null
                ? local
                : new ClusterRelay(
                        seat.node(), local, seat.owners(), seat.peers().get(number));
    }

    private DeliveryPartition[] replicas(int loops, LoopContext context) {
        ClusterSeat seat = parts.seat();
        List<DeliveryPartition> mine = new ArrayList<>();
        for (int p = number; p < parts.partitions().count(); p += loops) {
            if (seat == null || seat.map().holds(seat.node(), p)) {
                mine.add(new DeliveryPartition(p, parts.engine(), context));
            }
        }
        return mine.toArray(new DeliveryPartition[0]);
    }

    private void stateNeeded(DeliveryPartition partition, Marker atLeast, int node) {
        CatchUp may = catchUp;
        if (may != null) {
            may.needed(partition, atLeast, node, parts.clock().nanoTime());
        }
    }

    /** The writer has put a copy into the place of a partition's state; writer's thread. */
    void installed(int partition) {
        CatchUp may = catchUp;
        if (may != null) {
            may.installed(partition);
        }
    }

    /** Whether there is a replica of the partition here. Any thread. */
    boolean holds(int partition) {
        return mine.find(partition) != null;
    }

    LoopQuestions questions() {
        return questions;
    }

    Meter meter() {
        return meter;
    }

    Trailing trailing() {
        return trailing;
    }

    SessionLoop duty() {
        return duty;
    }

    Loop loop() {
        return loop;
    }
}
