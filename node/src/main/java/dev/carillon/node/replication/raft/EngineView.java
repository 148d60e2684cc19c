package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import io.microraft.RaftRole;
import io.microraft.impl.RaftNodeImpl;
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

    @Nullable RaftMember leader() {
        return (RaftMember) state().leader();
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

    /** Whether it asks for pre-votes; it asks again only if a time-out of that round comes. */
    boolean isPreVoting() {
        return state().preCandidateState() != null;
    }

    void preVoteAgain() {
        node.runPreVote();
    }
}
