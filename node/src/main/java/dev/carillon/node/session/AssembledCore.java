package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.MetaRecoveryRequest;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.runtime.MailKind;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.overlay.Trailer;
import dev.carillon.storage.overlay.TrailerListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a node's heart together; see {@link NodeCore#assemble}. */
final class AssembledCore implements NodeCore, TrailerListener {
    private final Partitions partitions;
    private final StateEngine engine;
    private final List<AssembledLoop> assembled = new ArrayList<>();
    private final List<SessionMailbox> mailboxes = new ArrayList<>();
    private final List<LoopCounters> counters = new ArrayList<>();

    AssembledCore(CoreParts parts) {
        CoreLimits limits = parts.limits();
        this.partitions = parts.partitions();
        this.engine = parts.engine();
        Trailer trailer =
                new Trailer(parts.engine(), parts.trailerLimits(), parts.trailer(), parts.clock()::nanoTime, this);
        LoopMailbox[] mail = new LoopMailbox[parts.logs().size()];
        InboundGate[] gates = new InboundGate[mail.length];
        for (int i = 0; i < mail.length; i++) {
            mail[i] = parts.mailboxes().apply(limits.mailboxBytes());
            gates[i] = new InboundGate();
            mailboxes.add(new LoopSessionMailbox(mail[i], gates[i]));
        }
        InboxLimits inboxLimits = new InboxLimits(limits.inboxMessages(), limits.inboxBytes(), limits.devicesPerUser());
        for (int i = 0; i < mail.length; i++) {
            AssembledLoop loop = new AssembledLoop(parts, i, mail, gates[i], inboxLimits, trailer);
            assembled.add(loop);
            counters.add(reader -> read(loop.meter(), reader));
        }
    }

    private static void read(Meter meter, LoopCounters.Reader reader) {
        for (Metric metric : Metric.values()) {
            reader.onValue(metric.label(), metric.about(), metric.isGauge(), meter.get(metric));
        }
    }

    List<SessionLoop> duties() {
        return assembled.stream().map(AssembledLoop::duty).toList();
    }

    @Override
    public List<Loop> loops() {
        return assembled.stream().map(AssembledLoop::loop).toList();
    }

    @Override
    public void recover() {
        assembled.forEach(loop -> loop.duty().recover());
    }

    @Override
    public SessionMailbox mailboxFor(byte[] user) {
        return mailboxes.get(partitions.ofUser(user) % mailboxes.size());
    }

    @Override
    public boolean shutdown(long reconnectAfterMs, long jitterMs) {
        boolean all = true;
        for (AssembledLoop each : assembled) {
            LoopMailbox mailbox = each.loop().mailbox();
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

    @Override
    public Meter meter(int loop) {
        return assembled.get(loop).meter();
    }

    @Override
    public @Nullable PartitionReplica replica(int partition) {
        return loopOf(partition).duty().partitions().replica(partition);
    }

    @Override
    public void replicas(Answer<List<ReplicaReport>> answer) {
        Gathered<ReplicaReport> all =
                new Gathered<>(assembled.size(), Comparator.comparingInt(ReplicaReport::partition), answer);
        assembled.forEach(loop -> loop.questions().ask(LoopQuestions::replicas, all));
    }

    @Override
    public void pin(long backup, long forMs, Answer<List<Integer>> answer) {
        Gathered<Integer> all = new Gathered<>(assembled.size(), Comparator.naturalOrder(), answer);
        assembled.forEach(loop -> loop.questions().ask(each -> each.pin(backup, forMs), all));
    }

    @Override
    public void user(byte[] user, Answer<UserReport> answer) {
        int partition = partitions.ofUser(user);
        long hash = UserHash.of(user);
        loopOf(partition).questions().ask(loop -> loop.user(partition, user, hash), answer);
    }

    @Override
    public void inbox(byte[] user, long fromSeq, int limit, Answer<InboxReport> answer) {
        int partition = partitions.ofUser(user);
        long hash = UserHash.of(user);
        loopOf(partition).questions().ask(loop -> loop.inbox(partition, user, hash, fromSeq, limit), answer);
    }

    @Override
    public void purge(byte[] user, long upToSeq, Answer<PurgeReport> answer) {
        int partition = partitions.ofUser(user);
        long hash = UserHash.of(user);
        loopOf(partition).questions().ask(loop -> loop.purge(partition, user, hash, upToSeq), answer);
    }

    @Override
    public void kick(byte[] user, long install, Answer<Integer> answer) {
        int partition = partitions.ofUser(user);
        loopOf(partition).questions().ask(loop -> loop.kick(partition, user, install), answer);
    }

    @Override
    public void moveLeader(int partition, int node, Answer<LeaderMove> answer) {
        if (partition < 0 || partition >= partitions.count()) {
            answer.known(LeaderMove.ELSEWHERE);
        } else {
            loopOf(partition).questions().ask(loop -> loop.moveLeader(partition, node), answer);
        }
    }

    @Override
    public void stateAt(int partition, Marker at, long waitMs, Answer<StateAt> answer) {
        if (partition < 0 || partition >= partitions.count()) {
            answer.known(new StateAt(StateAt.Kind.ELSEWHERE, 0, 0));
        } else {
            loopOf(partition).questions().stateAt(partition, at, waitMs, answer);
        }
    }

    @Override
    public void stateTaken(int partition) {
        loopOf(partition).questions().stateTaken(partition);
    }

    @Override
    public void wish(ClusterWish wish, Answer<WishReport> answer) {
        loopOf(partitions.count())
                .askMeta(
                        answer,
                        group -> group.wish(wish, (result, words) -> answer.known(new WishReport(result, words))));
    }

    @Override
    public void recoverMeta(MetaRecoveryRequest request, Answer<WishReport> answer) {
        loopOf(partitions.count())
                .askMeta(
                        answer,
                        group ->
                                group.recover(request, (result, words) -> answer.known(new WishReport(result, words))));
    }

    @Override
    public void meta(Answer<MetaReport> answer) {
        AssembledLoop loop = loopOf(partitions.count());
        loop.askMeta(
                answer, group -> answer.known(new MetaReport(loop.questions().meta(), group.reach())));
    }

    @Override
    public @Nullable StateExport export(int partition, Marker atLeast) {
        if (partition < 0 || partition > partitions.count()) {
            return null;
        }
        Marker has = engine.marker(partition);
        if (atLeast.isAbove(has)) {
            AssembledLoop loop = loopOf(partition);
            loop.trailing().hurry(partition);
            loop.loop().mailbox().wake();
            return null;
        }
        return engine.export(partition);
    }

    // From the writer's thread.

    private AssembledLoop loopOf(int partition) {
        return assembled.get(partition % assembled.size());
    }

    @Override
    public void written(StateBatch batch) {
        AssembledLoop loop = loopOf(batch.partition());
        loop.trailing().written(batch);
        loop.loop().mailbox().wake();
    }

    @Override
    public void flushed(int partition, Marker marker) {
        AssembledLoop loop = loopOf(partition);
        loop.trailing().flushed(partition, marker);
        loop.loop().mailbox().wake();
    }

    @Override
    public void installed(int partition, Marker marker) {
        loopOf(partition).installed(partition);
    }

    @Override
    public void removed(int partition) {
        AssembledLoop loop = loopOf(partition);
        loop.trailing().removed(partition);
        loop.loop().mailbox().wake();
    }

    @Override
    public void failed(RuntimeException cause) {
        for (AssembledLoop loop : assembled) {
            loop.duty().failFromOutside(cause);
            loop.loop().mailbox().wake();
        }
    }
}
