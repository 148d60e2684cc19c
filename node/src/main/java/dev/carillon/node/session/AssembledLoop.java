package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.LoopHandovers;
import dev.carillon.node.cluster.MetaGroup;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.LeadershipListener;
import dev.carillon.node.delivery.LoopContext;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
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
import java.util.function.Consumer;
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

    /** On the meta group's loop. */
    private @Nullable MetaGroup metaGroup;

    private final LoopQuestions questions;
    private final SessionLoop duty;
    private final Loop loop;

    AssembledLoop(
            CoreParts parts,
            int number,
            LoopMailbox[] mail,
            InboundGate gate,
            InboxLimits inboxLimits,
            Trailer trailer) {
        this.parts = parts;
        this.number = number;
        CoreLimits limits = parts.limits();
        ClusterSeat seat = parts.seat();
        TunnelParts tunnelParts = parts.tunnels();
        LoopTunnels tunnels = seat == null || tunnelParts == null
                ? null
                : new LoopTunnels(
                        number,
                        mail.length,
                        seat,
                        tunnelParts.limits(),
                        parts.links().get(number),
                        gate,
                        meter,
                        words -> parts.listener().onNotice(number, words),
                        parts.clock());
        ClientLink link = tunnels == null ? parts.links().get(number) : tunnels.link();
        LocalRelay local = new LocalRelay(number, mail);
        SessionTable table = new SessionTable();
        LoopReplication replication =
                seat == null ? new SingleCopyReplication(parts.logs().get(number)) : raft(seat, mail[number]);
        LeaderNews news = seat == null
                ? null
                : new LeaderNews(
                        seat, seat.peers().get(number), table, parts.clock().nanoTime());
        LeadershipListener leadership = seat == null || news == null
                ? LeadershipListener.NOBODY
                : new LoopLeadership(seat.owners(), meter, table, news, this::stateNeeded);
        LoopContext context = new LoopContext(
                parts.partitions(),
                replication,
                relay(seat, local),
                leadership,
                meter,
                words -> parts.listener().onAlarm(number, words),
                inboxLimits,
                limits.recvAckDelayMs() * 1_000_000,
                seat == null ? parts::newestFormat : seat.view()::format,
                parts.newestFormat());
        this.mine = new PartitionSet(number, parts.partitions().count());
        StateStops stops = new StateStops(mine, parts.engine(), parts.clock()::nanoTime);
        this.trailing = new Trailing(mine, limits, meter, trailer, stops);
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
                        mail[number]::wake);
        Overload overload = new Overload(limits, trailing, parts.diskScarce());
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
                tunnels,
                parts.clock().nanoTime());
        LoopNeighbours neighbours;
        if (seat == null || news == null || catchUp == null) {
            neighbours = null;
            for (int p = number; p < parts.partitions().count(); p += mail.length) {
                mine.add(new DeliveryPartition(p, parts.engine(), context));
            }
        } else {
            neighbours = neighbours(seat, replication, news, catchUp, sessions, context, mail, tunnels);
        }
        LoopShutdown shutdown = new LoopShutdown(sessions, mine, trailing, parts.engine(), neighbours);
        LoopDoor door = new LoopDoor(
                sessions,
                mine,
                shutdown,
                tunnels,
                tunnelParts == null ? null : tunnelParts.judges().get());
        if (tunnels != null) {
            tunnels.connect(sessions, door);
        }
        this.questions = new LoopQuestions(mine, table, stops, mail[number]::wake);
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
                shutdown,
                new LoopMail(sessions, mine, door, shutdown, replication, neighbours, tunnels),
                neighbours);
        local.connect(duty.mail());
        this.loop = new Loop(number, mail[number], parts.clock(), duty);
        duty.whenDrained(loop::stop);
    }

    private LoopReplication raft(ClusterSeat seat, LoopMailbox mailbox) {
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
                seat.view(),
                parts.disk(),
                mailbox::wake);
    }

    private RelayTransport relay(@Nullable ClusterSeat seat, LocalRelay local) {
        return seat == null
                ? local
                : new ClusterRelay(
                        seat.node(), local, seat.owners(), seat.peers().get(number));
    }

    private LoopNeighbours neighbours(
            ClusterSeat seat,
            LoopReplication replication,
            LeaderNews news,
            CatchUp catches,
            LoopSessions sessions,
            LoopContext context,
            LoopMailbox[] mail,
            @Nullable LoopTunnels tunnels) {
        Peers peers = seat.peers().get(number);
        long nowNs = parts.clock().nanoTime();
        int meta = seat.view().state().metaNumber();
        MetaGroup group = meta % mail.length == number
                ? new MetaGroup(
                        seat.node(),
                        seat.view(),
                        seat.owners(),
                        peers,
                        parts.clock(),
                        seat.repairAfterNs(),
                        words -> parts.listener().onNotice(number, words),
                        new RecoveryNews())
                : null;
        metaGroup = group;
        MetaReplicaNews metaNews =
                group == null ? null : new MetaReplicaNews(meta, group, seat.owners(), news, catches, sessions::nowNs);
        LoopReplicas replicas = new LoopReplicas(
                seat,
                mine,
                trailing,
                catches,
                parts.engine(),
                context,
                meter,
                new PeerMail(mail, partition -> Math.floorMod(partition, mail.length), 0),
                sessions::nowNs,
                group,
                metaNews);
        LoopHandovers handovers =
                new LoopHandovers(seat.node(), number, mail.length, seat.view(), seat.owners(), peers, replicas, nowNs);
        seat.view().onChange(mail[number]::wake);
        return new LoopNeighbours(seat, peers, replication, mine, news, catches, handovers, group, tunnels, nowNs);
    }

    private void stateNeeded(PartitionReplica partition, Marker atLeast, int node) {
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

    private final class RecoveryNews implements MetaGroup.RecoveryListener {
        @Override
        public void onBegun() {
            meter.add(Metric.META_RECOVERIES, 1);
        }

        @Override
        public void onApart(String words) {
            meter.add(Metric.ALARMS_RECOVERED_APART, 1);
            parts.listener().onAlarm(number, words);
        }
    }

    /** Asks this node's part in the meta group, on the loop. Any thread. */
    <T> void askMeta(Answer<T> answer, Consumer<MetaGroup> question) {
        MetaGroup group = metaGroup;
        if (group == null) {
            answer.failed("this node is alone: it has no ring that could change");
        } else if (!questions.run(() -> question.accept(group))) {
            answer.failed("too much is being asked; ask again");
        }
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
