package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.runtime.Clock;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
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

    /** Wishes that wait; further ones are refused. */
    private static final int WISHES_MAX = 64;

    private static final String TOO_MUCH = "Too much is wished at once; nothing was done. Ask again.";

    /** How long the leader's answer to a wish is waited for. */
    private static final long ANSWER_NS_MAX = 15_000_000_000L;

    /** Hears what came of a wish, on the loop. */
    @FunctionalInterface
    public interface WishAnswer {
        /** @param words for people */
        void known(WishResult result, String words);
    }

    private record Waiting(ClusterWish wish, WishAnswer answer) {}

    /** A wish that was sent to the leader. */
    private record Sent(WishAnswer answer, long untilNs) {}

    private final int self;
    private final ClusterView view;
    private final Owners owners;
    private final Peers peers;
    private final Clock clock;
    private final ClusterFrames frames = new ClusterFrames();
    private final ArrayDeque<MoveReport> reports = new ArrayDeque<>();
    private final ArrayDeque<Waiting> wishes = new ArrayDeque<>();

    /** By the number under which the answer comes. */
    private final TreeMap<Long, Sent> sent = new TreeMap<>();

    private final Repair repair;
    private long sentNumber;

    /** Nodes that the last state was told to. */
    private List<Integer> told = List.of();

    private @Nullable MetaPartition replica;
    private @Nullable WishAnswer underWay;
    private String underWayWords = "";
    private long askNs;
    private long advanceNs;
    private int hand;

    /**
     * @param repairAfterNs how long a node must be silent until what it held is copied to others; 0 for never
     * @param notices hears, for people, what that comes to
     */
    public MetaGroup(
            int self,
            ClusterView view,
            Owners owners,
            Peers peers,
            Clock clock,
            long repairAfterNs,
            Consumer<String> notices) {
        this.self = self;
        this.view = view;
        this.owners = owners;
        this.peers = peers;
        this.clock = clock;
        this.askNs = clock.nanoTime();
        this.advanceNs = askNs;
        this.repair = new Repair(repairAfterNs, node -> node != self && peers.isDown(node), notices, askNs);
    }

    /** This node's replica is another one; null for none. */
    public void replica(@Nullable MetaPartition other) {
        replica = other;
    }

    /** The group has agreed, as this node's replica has heard. */
    public void agreed(ClusterState state) {
        MetaPartition own = replica;
        boolean leads = own != null && own.isLeading();
        view.hear(state, leads);
        WishAnswer wish = underWay;
        if (wish != null && leads) {
            underWay = null;
            wish.known(WishResult.DONE, underWayWords);
        }
        if (leads) {
            tellAll(state);
        }
    }

    /** This node leads the group, and has heard all that it ever agreed on. */
    public void leads() {
        MetaPartition own = replica;
        if (own != null) {
            view.hear(own.state(), true);
            tellAll(own.state());
        }
    }

    public void leadsNoMore() {
        reports.clear();
        repair.forget();
        WishAnswer wish = underWay;
        underWay = null;
        if (wish != null) {
            wish.known(
                    WishResult.UNKNOWN,
                    "The meta group's leader has changed; look whether it was done, and ask again if not.");
        }
        for (Waiting each = wishes.poll(); each != null; each = wishes.poll()) {
            each.answer.known(WishResult.NOT_NOW, "The meta group's leader has changed; nothing was done. Ask again.");
        }
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
        giveUpWaiting(nowNs);
        lead(nowNs);
    }

    private void ask() {
        ClusterState known = view.state();
        if (!view.isConfirmed()) {
            for (int node : known.meta().replicas()) {
                if (node != self) {
                    frames.version(peers, node, known, true);
                }
            }
            askSomebody(known, true);
            return;
        }
        int leader = owners.node(known.metaNumber());
        if (leader != 0 && leader != self) {
            frames.version(peers, leader, known, false);
        }
        // Who is believed to lead may be long gone, and the group elsewhere.
        askSomebody(known, false);
    }

    /** Any node tells the newest that it knows: the meta group may have moved away from all that were in it. */
    private void askSomebody(ClusterState known, boolean confirm) {
        List<ClusterNode> nodes = known.map().nodes();
        hand = (hand + 1) % nodes.size();
        if (nodes.get(hand).id() != self) {
            frames.version(peers, nodes.get(hand).id(), known, confirm);
        }
    }

    /** While this node leads the group. */
    private void lead(long nowNs) {
        MetaPartition own = replica;
        if (own == null || !own.isLeading() || own.isUnderWay()) {
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
            ClusterState advanced = ClusterChanges.advance(state, nowMs);
            Rebalance rebalance = state.rebalance();
            if (advanced != null && rebalance != null && advanced.attempts() > state.attempts()) {
                // Moves that begin all at once take the processors from those who send messages.
                advanceNs = nowNs + ClusterChanges.moveStepNs(rebalance);
            }
            ClusterState repaired = advanced == null ? repair.next(state, nowNs, nowMs) : advanced;
            next = repaired == null ? state : repaired;
        }
        if (next != state) {
            own.propose(next);
        }
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
        ClusterFacts facts =
                new ClusterFacts(partition -> 1, node -> Long.MAX_VALUE, node -> node == self || !peers.isDown(node));
        for (Waiting each = wishes.poll(); each != null; each = wishes.poll()) {
            ClusterWish.Outcome outcome = each.wish.outcome(state, facts, clock.nowMs());
            if (outcome.state() != null) {
                underWay = each.answer;
                underWayWords = outcome.words();
                return outcome.state();
            }
            each.answer.known(outcome.done() ? WishResult.DONE : WishResult.REFUSED, outcome.words());
        }
        return state;
    }

    /** An operator wants something; the group's leader hears of it, whichever node that is. */
    public void wish(ClusterWish wish, WishAnswer answer) {
        MetaPartition own = replica;
        int leader = owners.node(view.state().metaNumber());
        if (own != null && own.isLeading()) {
            if (wishes.size() < WISHES_MAX) {
                wishes.add(new Waiting(wish, answer));
            } else {
                answer.known(WishResult.NOT_NOW, TOO_MUCH);
            }
        } else if (sent.size() >= WISHES_MAX) {
            answer.known(WishResult.NOT_NOW, TOO_MUCH);
        } else if (leader == 0 || leader == self) {
            answer.known(
                    WishResult.NOT_NOW,
                    "Nobody leads the meta group now, as far as this node knows; nothing was done. Ask again in a few"
                            + " seconds. If it stays so, 'carillon doctor' says why.");
        } else {
            sent.put(++sentNumber, new Sent(answer, clock.nanoTime() + ANSWER_NS_MAX));
            frames.wish(peers, leader, view.state().metaNumber(), sentNumber, wish);
        }
    }

    private void giveUpWaiting(long nowNs) {
        while (!sent.isEmpty() && nowNs - sent.firstEntry().getValue().untilNs >= 0) {
            sent.pollFirstEntry()
                    .getValue()
                    .answer
                    .known(
                            WishResult.UNKNOWN,
                            "The meta group's leader has not answered; look whether it was done before asking again.");
        }
    }

    private void onWish(int node, DirectBuffer b, int offset, int length) {
        long number = ClusterFrames.number(b, offset, length);
        ClusterWish wish = ClusterFrames.wish(b, offset, length);
        int meta = view.state().metaNumber();
        MetaPartition own = replica;
        if (wish == null || own == null || !own.isLeading()) {
            frames.answer(
                    peers,
                    node,
                    meta,
                    number,
                    WishResult.NOT_NOW,
                    "That node does not lead the meta group; nothing was done. Ask again.");
        } else {
            wish(wish, (result, words) -> frames.answer(peers, node, meta, number, result, words));
        }
    }

    private void onWishAnswer(DirectBuffer b, int offset, int length) {
        Sent waits = sent.remove(ClusterFrames.number(b, offset, length));
        if (waits != null) {
            waits.answer.known(ClusterFrames.result(b, offset, length), ClusterFrames.words(b, offset, length));
        }
    }

    // What others say.

    /** What another node sent. @return whether it is about the meta group */
    public boolean hear(int node, int kind, DirectBuffer b, int offset, int length) {
        switch (kind) {
            case FrameKind.CLUSTER_STATE -> onState(b, offset, length);
            case FrameKind.CLUSTER_VERSION -> onVersion(node, b, offset, length);
            case FrameKind.MOVED -> onMoved(node, b, offset, length);
            case FrameKind.WISH -> onWish(node, b, offset, length);
            case FrameKind.WISH_ANSWER -> onWishAnswer(b, offset, length);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void onState(DirectBuffer b, int offset, int length) {
        ClusterState said = ClusterFrames.state(b, offset, length);
        if (said != null && said.map().id().equals(view.map().id())) {
            view.hear(said, b.getByte(offset) == 1);
        }
    }

    private void onVersion(int node, DirectBuffer b, int offset, int length) {
        if (length != ClusterFrames.VERSION) {
            return;
        }
        long theirs = b.getLong(offset, BIG_ENDIAN);
        MetaPartition own = replica;
        if (own != null && own.isLeading() && b.getByte(offset + 8) == 1) {
            own.confirm(still -> {
                if (still) {
                    frames.state(peers, node, own.state(), true);
                }
            });
        } else if (theirs < view.state().version()) {
            frames.state(peers, node, view.state(), false);
        } else if (theirs > view.state().version()) {
            frames.version(peers, node, view.state(), false);
        }
    }

    private void onMoved(int node, DirectBuffer b, int offset, int length) {
        MetaPartition own = replica;
        if (length == HandoverFrames.MOVED && own != null && own.isLeading()) {
            reports.add(HandoverFrames.moved(node, b, offset));
        }
    }
}
