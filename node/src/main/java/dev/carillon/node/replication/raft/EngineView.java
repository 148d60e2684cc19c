package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import io.microraft.RaftRole;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.FollowerState;
import io.microraft.impl.state.LeaderState;
import io.microraft.impl.state.RaftState;
import io.microraft.model.log.LogEntry;
import org.jspecify.annotations.Nullable;

/** What the engine knows and does not tell: its defects can only be seen from inside. Runs on the loop. */
final class EngineView {
    private final RaftNodeImpl node;

    EngineView(RaftNode node) {
        this.node = (RaftNodeImpl) node;
    }

    private RaftState state() {
        return node.state();
    }

    int term() {
        return state().term();
    }

    boolean isLeader() {
        return state().role() == RaftRole.LEADER;
    }

    boolean isFollower() {
        return state().role() == RaftRole.FOLLOWER;
    }

    @Nullable
    RaftMember leader() {
        return (RaftMember) state().leader();
    }

    /** Whether a follower of this leader lacks no more than so many of the committed entries. */
    boolean isClose(RaftMember follower, long entries) {
        LeaderState leader = state().leaderState();
        FollowerState of = leader == null ? null : leader.getFollowerStateOrNull(follower);
        return of != null && of.matchIndex() + entries >= commitIndex();
    }

    /** A follower is asked next about an earlier entry, unless it is known to match beyond that. */
    void goBack(RaftMember follower, long nextIndex) {
        LeaderState leader = state().leaderState();
        FollowerState of = leader == null ? null : leader.getFollowerStateOrNull(follower);
        if (of != null && nextIndex < of.nextIndex() && nextIndex - 1 > of.matchIndex()) {
            of.nextIndex(nextIndex);
        }
    }

    /**
     * A follower of this leader is there, after it may not have been: it is asked at once, not when the engine has waited
     * for its last answer. The engine waits longer each time, up to two of its seconds.
     *
     * @param nextIndex the first entry that it lacks; only less than what the leader believes is news
     */
    void askNow(RaftMember follower, long nextIndex) {
        LeaderState leader = state().leaderState();
        FollowerState of = leader == null ? null : leader.getFollowerStateOrNull(follower);
        if (of == null) {
            return;
        }
        boolean news = nextIndex < of.nextIndex() && nextIndex > of.matchIndex();
        if (news) {
            of.nextIndex(nextIndex);
        }
        // Who is not waited for is asked as always; to ask the same again at each answer would never end.
        if (news || of.isRequestBackoffSet()) {
            of.resetRequestBackoff();
            node.sendAppendEntriesRequest(follower);
        }
    }

    /** Of the leader's own copy so much is durable; the engine itself would count all that it has. */
    void flushed(long index) {
        LeaderState leader = state().leaderState();
        if (leader != null && index > leader.flushedLogIndex()) {
            leader.flushedLogIndex(index);
            node.tryAdvanceCommitIndex();
        }
    }

    long commitIndex() {
        return state().commitIndex();
    }

    long lastIndex() {
        return state().log().lastLogOrSnapshotIndex();
    }

    long snapshotIndex() {
        return state().log().snapshotIndex();
    }

    int snapshotTerm() {
        return state().log().snapshotEntry().getTerm();
    }

    /** The term of an entry that is in the log, or -1. */
    int termAt(long index) {
        LogEntry entry = index < 1 ? null : state().log().getLogEntry(index);
        return entry == null ? -1 : entry.getTerm();
    }

    /**
     * Whether it misses its leader and believes that it is asking for pre-votes. If no time-out of such a round is to come,
     * because a leader was heard or the term changed while the last one ran, it never asks again.
     */
    boolean isPreVoting() {
        return isFollower()
                && state().preCandidateState() != null
                && (leader() == null || node.isLeaderHeartbeatTimeoutElapsed());
    }

    void preVoteAgain() {
        node.leader(null);
        node.runPreVote();
    }

    /** Any message of a later term ends the one that a member is in; the engine leaves that out for pre-votes. */
    void adoptTerm(int term) {
        node.toFollower(term);
    }
}
