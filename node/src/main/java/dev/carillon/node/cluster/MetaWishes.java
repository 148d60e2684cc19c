package dev.carillon.node.cluster;

import dev.carillon.node.runtime.Clock;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What operators wish of the cluster, on the way to whoever leads the meta group and there: wishes wait for their turn, one
 * at a time is agreed on, and each hears what came of it. Runs on the meta group's loop.
 */
final class MetaWishes {
    /** Wishes that wait; further ones are refused. */
    private static final int WISHES_MAX = 64;

    private static final String TOO_MUCH = "Too much is wished at once; nothing was done. Ask again.";

    /** How long the leader's answer to a wish is waited for. */
    private static final long ANSWER_NS_MAX = 15_000_000_000L;

    private record Waiting(ClusterWish wish, MetaGroup.WishAnswer answer) {}

    /** A wish that was sent to the leader. */
    private record Sent(MetaGroup.WishAnswer answer, long untilNs) {}

    private final int self;
    private final ClusterView view;
    private final Owners owners;
    private final Peers peers;
    private final Clock clock;
    private final ClusterFrames frames = new ClusterFrames();
    private final ArrayDeque<Waiting> wishes = new ArrayDeque<>();

    /** By the number under which the answer comes. */
    private final TreeMap<Long, Sent> sent = new TreeMap<>();

    private long sentNumber;
    private MetaGroup.@Nullable WishAnswer underWay;
    private String underWayWords = "";

    MetaWishes(int self, ClusterView view, Owners owners, Peers peers, Clock clock) {
        this.self = self;
        this.view = view;
        this.owners = owners;
        this.peers = peers;
        this.clock = clock;
    }

    /** An operator wants something; the group's leader hears of it, whichever node that is. */
    void wish(ClusterWish wish, boolean leads, MetaGroup.WishAnswer answer) {
        int leader = leader();
        if (leads) {
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

    /** Who led a generation that is over may not know it yet, and would do what nobody hears of. */
    private int leader() {
        ClusterState known = view.state();
        int meta = known.metaNumber();
        return owners.generation(meta) < known.meta().generation() ? 0 : owners.node(meta);
    }

    /** What another node passed on. */
    void hear(int node, boolean leads, DirectBuffer b, int offset, int length) {
        long number = ClusterFrames.number(b, offset, length);
        ClusterWish wish = ClusterFrames.wish(b, offset, length);
        int meta = view.state().metaNumber();
        if (wish == null || !leads) {
            frames.answer(
                    peers,
                    node,
                    meta,
                    number,
                    WishResult.NOT_NOW,
                    "That node does not lead the meta group; nothing was done. Ask again.");
        } else {
            wish(wish, true, (result, words) -> frames.answer(peers, node, meta, number, result, words));
        }
    }

    /** What the leader said to one that was passed on. */
    void hearAnswer(DirectBuffer b, int offset, int length) {
        Sent waits = sent.remove(ClusterFrames.number(b, offset, length));
        if (waits != null) {
            waits.answer.known(ClusterFrames.result(b, offset, length), ClusterFrames.words(b, offset, length));
        }
    }

    void giveUpWaiting(long nowNs) {
        while (!sent.isEmpty() && nowNs - sent.firstEntry().getValue().untilNs >= 0) {
            sent.pollFirstEntry()
                    .getValue()
                    .answer
                    .known(
                            WishResult.UNKNOWN,
                            "The meta group's leader has not answered; look whether it was done before asking again.");
        }
    }

    // Of the leader.

    /** @return the state that follows from the next wish which changes anything; the same if there is none */
    ClusterState next(ClusterState state, ClusterFacts facts) {
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

    /** What {@link #next} led to is agreed on. */
    void agreed() {
        MetaGroup.WishAnswer wish = underWay;
        if (wish != null) {
            underWay = null;
            wish.known(WishResult.DONE, underWayWords);
        }
    }

    void leadsNoMore() {
        MetaGroup.WishAnswer wish = underWay;
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
}
