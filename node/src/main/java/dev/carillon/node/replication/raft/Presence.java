package dev.carillon.node.replication.raft;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.message.AppendEntriesFailureResponse;

/**
 * How a member says to another that it is there, and where its log ends: when it starts, and over a new connection as long
 * as it knows no leader. A leader asks whoever was silent for long only every two of the engine's seconds; until it asks
 * again the member counts for no majority, and finds out no sooner what it lacks.
 *
 * <p>It is said as an answer to a question that nobody asked: with the number 0, for which no engine waits. The engine
 * itself answers so where it was asked without a number; the same then follows. Runs on the loop.
 */
final class Presence {
    private static final int UNASKED = 0;

    private Presence() {}

    static AppendEntriesFailureResponse of(
            RaftModelFactory models, RaftGroup group, RaftMember self, EngineView engine) {
        return models.createAppendEntriesFailureResponseBuilder()
                .setGroupId(group.number())
                .setSender(self)
                .setTerm(engine.term())
                // As in every such answer, one after the first entry that is wanted.
                .setExpectedNextIndex(engine.lastIndex() + 2)
                .setQuerySequenceNumber(0)
                .setFlowControlSequenceNumber(UNASKED)
                .build();
    }

    /** @return whether it said no more than that, and the engine need not hear it */
    static boolean heard(EngineView engine, AppendEntriesFailureResponse message) {
        boolean onlyThat = message.getFlowControlSequenceNumber() == UNASKED && message.getExpectedNextIndex() > 0;
        if (!onlyThat || engine.isLeader() && message.getTerm() > engine.term()) {
            // A later term ends this one: that is for the engine.
            return false;
        }
        if (engine.isLeader()) {
            engine.askNow((RaftMember) message.getSender(), message.getExpectedNextIndex() - 1);
        }
        return true;
    }
}
