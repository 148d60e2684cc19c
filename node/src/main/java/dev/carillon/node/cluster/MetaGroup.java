package dev.carillon.node.cluster;

import dev.carillon.node.runtime.Clock;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in the meta group, and in telling what it agrees on: nodes ask now and then whether there is news, and who
 * leads the group tells all of them at once. While this node leads it, it also decides what happens next: what was reported,
 * what operators wish, what the plan says, one change after the other. Runs on the meta group's loop.
 */
public final class MetaGroup {
    private static final long ASK_NS = 1_000_000_000;
    private static final long ASK_FIRST_NS = 50_000_000;
    private static final long ADVANCE_NS = 20_000_000;

    /** Hears what came of a wish, on the loop. */
    @FunctionalInterface
    public interface WishAnswer {
        /** @param words for people */
        void known(WishResult result, String words);
    }

    /** Hears what becomes of a meta group that has lost its majority; on the loop. */
    public interface RecoveryListener {
        /** It begins anew, on this node. */
        void onBegun();

        /** Another node knows of another recovery than this one: two were made apart. @param words for people */
        void onApart(String words);
    }

    private final int self;
    private final ClusterView view;
    private final Owners owners;
    private final Peers peers;
    private final Clock clock;
    private final ClusterFrames frames = new ClusterFrames();
    private final FormatRise formats;
    private final ArrayDeque<MoveReport> reports = new ArrayDeque<>();
    private final MetaWishes wishes;
    private final MetaRecovering recovering;
    private final Repair repair;
    private final Standstills standstills = new Standstills();
    private final MovePace pace = new MovePace();

    /** Nodes that the last state was told to. */
    private List<Integer> told = List.of();

    private @Nullable MetaPartition replica;
    private long askNs;
    private long advanceNs;
    private int hand;

    /**
     * @param repairAfterNs how long a node must be silent until what it held is copied to others; 0 for never
     * @param notices hears, for people, what that comes to
     * @param recoveries hears what becomes of the meta group itself
     */
    public MetaGroup(
            int self,
            ClusterView view,
            Owners owners,
            Peers peers,
            Clock clock,
            long repairAfterNs,
            Consumer<String> notices,
            RecoveryListener recoveries) {
        this.self = self;
        this.view = view;
        this.owners = owners;
        this.peers = peers;
        this.clock = clock;
        this.askNs = clock.nanoTime();
        this.advanceNs = askNs;
        this.formats = new FormatRise(self, view.newestFormat(), peers::connection);
        this.wishes = new MetaWishes(self, view, owners, peers, clock);
        this.recovering = new MetaRecovering(self, view, peers, clock, recoveries);
        this.repair = new Repair(repairAfterNs, node -> node != self && peers.isDown(node), notices, askNs);
    }

    /** This node's replica is another one; null for none. */
    public void replica(@Nullable MetaPartition other) {
        replica = other;
    }

    /** The group has agreed, as this node's replica has heard. */
    public void agreed(ClusterState state) {
        boolean leads = leading() != null;
        view.hear(state, leads);
        if (leads) {
            wishes.agreed();
            tellAll(state);
        }
    }

    /** This node leads the group, and has heard all that it ever agreed on. */
    public void leads() {
        MetaPartition own = leading();
        if (own != null) {
            view.hear(own.state(), true);
            tellAll(own.state());
        }
    }

    /** This node's replica if it leads, and the group was not recovered meanwhile, without it or anew. */
    private @Nullable MetaPartition leading() {
        MetaPartition own = replica;
        boolean leads = own != null
                && own.isLeading()
                && own.state().recoveries().equals(view.state().recoveries());
        return leads ? own : null;
    }

    public void leadsNoMore() {
        reports.clear();
        repair.forget();
        standstills.forget();
        pace.forget();
        wishes.leadsNoMore();
    }

    /** Also those who have just left: they should know. */
    private void tellAll(ClusterState state) {
        Set<Integer> others = new TreeSet<>(told);
        told = state.map().nodes().stream().map(ClusterNode::id).toList();
        others.addAll(told);
        others.remove(self);
        for (int node : others) {
            frames.state(peers, node, state, false);
        }
    }

    /** Now and then. */
    public void look(long nowNs) {
        if (nowNs - askNs >= 0) {
            askNs = nowNs + (view.isConfirmed() ? ASK_NS : ASK_FIRST_NS);
            ask();
        }
        wishes.giveUpWaiting(nowNs);
        recovering.look();
        lead(nowNs);
    }

    private void ask() {
        ClusterState known = view.state();
        if (!view.isConfirmed()) {
            for (int node : known.meta().replicas()) {
                if (node != self) {
                    version(node, known, true);
                }
            }
            askSomebody(known, true);
            return;
        }
        int leader = owners.node(known.metaNumber());
        if (leader != 0 && leader != self) {
            version(leader, known, false);
        }
        // Who is believed to lead may be long gone, and the group elsewhere.
        askSomebody(known, false);
    }

    /** Any node tells the newest that it knows: the meta group may have moved away from all that were in it. */
    private void askSomebody(ClusterState known, boolean confirm) {
        List<ClusterNode> nodes = known.map().nodes();
        hand = (hand + 1) % nodes.size();
        if (nodes.get(hand).id() != self) {
            version(nodes.get(hand).id(), known, confirm);
        }
    }

    private void version(int node, ClusterState known, boolean confirm) {
        frames.version(peers, node, known, confirm, view.newestFormat());
    }

    /** While this node leads the group. */
    private void lead(long nowNs) {
        MetaPartition own = leading();
        if (own == null || own.isUnderWay()) {
            return;
        }
        ClusterState state = own.state();
        long nowMs = clock.nowMs();
        if (own.generation() > state.meta().generation()) {
            // It has moved here itself, and nobody else could say so.
            Handover handover = state.handover(state.metaNumber());
            if (handover != null) {
                reports.add(new MoveReport(
                        own.number(),
                        handover.attempt(),
                        own.generation(),
                        self,
                        own.seal().index(),
                        own.seal().sealedHistory(),
                        Math.max(0, nowNs - own.sealedAtNs()) / 1_000));
            }
        }
        ClusterState next = reported(state, nowMs);
        if (next == state) {
            next = wished(state);
        }
        if (next == state && nowNs - advanceNs >= 0) {
            advanceNs = nowNs + ADVANCE_NS;
            standstills.look(state, this::answers, this::isLed, nowNs);
            ClusterState advanced = advanced(state, nowNs, nowMs);
            ClusterState repaired = advanced == null ? repair.next(state, nowNs, nowMs) : advanced;
            ClusterState risen = repaired == null ? formats.next(state) : repaired;
            next = risen == null ? state : risen;
        }
        if (next != state) {
            own.propose(next);
        }
    }

    private @Nullable ClusterState advanced(ClusterState state, long nowNs, long nowMs) {
        Rebalance rebalance = state.rebalance();
        if (rebalance == null) {
            return null;
        }
        ClusterState next = ClusterChanges.advance(
                state,
                this::answers,
                p -> standstills.isLong(p, nowNs),
                node -> pace.isRested(node, rebalance, nowNs),
                nowMs);
        if (next != null && next.attempts() > state.attempts()) {
            pace.began(ClusterChanges.beginners(next), nowNs);
            advanceNs = nowNs
                    + MovePace.gapNs(rebalance, state.map().ring().members().size());
        }
        return next;
    }

    /** All reports at once, as one change. */
    private ClusterState reported(ClusterState state, long nowMs) {
        ClusterState next = state;
        for (MoveReport report = reports.poll(); report != null; report = reports.poll()) {
            ClusterState moved = ClusterChanges.moved(next, report, nowMs);
            next = moved == null ? next : moved;
        }
        return next == state ? state : next.withVersion(state.version() + 1);
    }

    private ClusterState wished(ClusterState state) {
        return wishes.next(state, new ClusterFacts(partition -> 1, node -> Long.MAX_VALUE, this::answers));
    }

    private boolean answers(int node) {
        return node == self || !peers.isDown(node);
    }

    private boolean isLed(int partition) {
        int leader = owners.node(partition);
        return leader != 0 && answers(leader);
    }

    /** An operator wants something; the group's leader hears of it, whichever node that is. */
    public void wish(ClusterWish wish, WishAnswer answer) {
        wishes.wish(wish, leading() != null, answer);
    }

    /** The group has lost its majority for good, and shall begin anew on this node alone; see {@link MetaRecoveryRules}. */
    public void recover(MetaRecoveryRequest request, WishAnswer answer) {
        recovering.recover(request, replica, answer);
    }

    /** The version of the newest state that it could begin anew with here. */
    public long reach() {
        MetaPartition own = replica;
        return (own == null ? view.state() : own.latest(view.state())).version();
    }

    // What others say.

    /** What another node sent. @return whether it is about the meta group */
    public boolean hear(int node, int kind, DirectBuffer b, int offset, int length) {
        switch (kind) {
            case FrameKind.CLUSTER_STATE -> onState(node, b, offset, length);
            case FrameKind.CLUSTER_VERSION -> onVersion(node, b, offset, length);
            case FrameKind.MOVED -> onMoved(node, b, offset, length);
            case FrameKind.WISH -> wishes.hear(node, leading() != null, b, offset, length);
            case FrameKind.WISH_ANSWER -> wishes.hearAnswer(b, offset, length);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void onState(int node, DirectBuffer b, int offset, int length) {
        ClusterState said = ClusterFrames.state(b, offset, length);
        if (said != null
                && said.map().id().equals(view.map().id())
                && view.hear(said, b.getByte(offset) == 1) == Succession.APART) {
            recovering.apart(node, said);
        }
    }

    private void onVersion(int node, DirectBuffer b, int offset, int length) {
        if (!ClusterFrames.isVersion(length)) {
            return;
        }
        formats.heard(node, ClusterFrames.format(b, offset));
        MetaPartition own = leading();
        Succession age = ClusterFrames.age(b, offset, length, view.state());
        if (own != null && ClusterFrames.isToBeConfirmed(b, offset) && age != Succession.APART) {
            own.confirm(still -> {
                if (still) {
                    frames.state(peers, node, own.state(), true);
                }
            });
        } else if (age == Succession.NEWER) {
            version(node, view.state(), false);
        } else if (age != Succession.SAME) {
            // One of another past is to hear of it, too, and tells its own.
            frames.state(peers, node, view.state(), false);
        }
    }

    private void onMoved(int node, DirectBuffer b, int offset, int length) {
        if (length == HandoverFrames.MOVED && leading() != null) {
            reports.add(HandoverFrames.moved(node, b, offset));
        }
    }
}
