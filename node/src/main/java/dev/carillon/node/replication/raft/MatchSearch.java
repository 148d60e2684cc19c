package dev.carillon.node.replication.raft;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.message.AppendEntriesFailureResponse;

/**
 * Shortens a new leader's search for the place up to which a follower's log matches its own. The engine goes back one entry
 * per round trip, which takes minutes for a follower that was away under load; and while it searches, the follower does
 * not count for a majority. So the follower says where its log ends, and the leader goes on from there; what the two logs
 * have differently before that is at most what was in flight. Runs on the loop.
 */
final class MatchSearch {
    private MatchSearch() {}

    /**
     * The follower's answer: not one before what the leader asked about, but one after its own last entry, if that is less.
     * The engine takes one off the expected index when it hears it.
     */
    static AppendEntriesFailureResponse answer(
            RaftModelFactory models, EngineView follower, AppendEntriesFailureResponse answer) {
        long expected = follower.lastIndex() + 2;
        if (answer.getExpectedNextIndex() <= expected) {
            return answer;
        }
        return models.createAppendEntriesFailureResponseBuilder()
                .setGroupId(answer.getGroupId())
                .setSender(answer.getSender())
                .setTerm(answer.getTerm())
                .setExpectedNextIndex(expected)
                .setQuerySequenceNumber(answer.getQuerySequenceNumber())
                .setFlowControlSequenceNumber(answer.getFlowControlSequenceNumber())
                .build();
    }

    /** The leader is about to hear it: the engine heeds only an answer to what it asked last. */
    static void heard(EngineView leader, AppendEntriesFailureResponse answer) {
        if (leader.isLeader() && answer.getTerm() == leader.term()) {
            leader.goBack((RaftMember) answer.getSender(), answer.getExpectedNextIndex());
        }
    }
}
