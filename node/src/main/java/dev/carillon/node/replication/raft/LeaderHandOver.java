package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import org.jspecify.annotations.Nullable;

/**
 * Asks another member to lead, once all is committed: with anything in flight the engine would look again only when it
 * gives up. Meanwhile nothing is proposed, for what the engine refuses must not be overtaken by what it takes
 * later. One per replica; on the loop.
 */
final class LeaderHandOver {
    /** Entries that a member may lack that is asked to lead: users would wait for one that lacks much, and for nothing. */
    private static final long LAG_MAX = 64;

    /** How long what is in flight is waited for. */
    private static final long WAIT_NS_MAX = 200_000_000;

    private final RaftLoop loop;
    private final Proposals proposals;
    private boolean underWay;

    /** Whom to ask as soon as nothing is in flight. */
    private @Nullable RaftMember successor;

    private long byNs;

    LeaderHandOver(RaftLoop loop, Proposals proposals) {
        this.loop = loop;
        this.proposals = proposals;
    }

    /** Whether nothing may be proposed for its sake. */
    boolean isUnderWay() {
        return underWay;
    }

    /** @return whether the member will be asked */
    boolean begin(RaftMember member, RaftNode from, EngineView view) {
        if (underWay || !view.isClose(member, LAG_MAX)) {
            return false;
        }
        underWay = true;
        successor = member;
        byNs = loop.clock().nanoTime() + WAIT_NS_MAX;
        step(from, view);
        return true;
    }

    /** After each of the engine's tasks. */
    void step(RaftNode from, EngineView view) {
        RaftMember to = successor;
        if (to == null) {
            return;
        }
        // The engine may not have appended yet what it was given in this pass.
        if (proposals.isEmpty() && view.commitIndex() == view.lastIndex()) {
            successor = null;
            from.transferLeadership(to).whenComplete((result, failure) -> underWay = false);
        } else if (loop.clock().nanoTime() - byNs >= 0) {
            forget();
        }
    }

    /** It leads no more; a member that was asked already answers the engine. */
    void leadershipLost() {
        if (successor != null) {
            forget();
        }
    }

    void forget() {
        successor = null;
        underWay = false;
    }
}
