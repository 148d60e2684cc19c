package dev.carillon.node.replication.raft;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a follower whose log begins exactly at its snapshot be matched with its leader: the engine looks for the previous
 * entry among the entries only, refuses, and the leader never goes further back. A request that ties in at the snapshot is
 * replaced by an equal one that ties in at the last entry both are known to have. Runs on the loop.
 */
final class ResyncFilter {
    /** Nothing conflicts. */
    static final long NONE = -1;

    private final EngineView engine;
    private final RaftModelFactory models;
    private final Memberships memberships;

    ResyncFilter(EngineView engine, RaftModelFactory models, Memberships memberships) {
        this.engine = engine;
        this.models = models;
        this.memberships = memberships;
    }

    /** Whether the engine would refuse this request though its log agrees with it. */
    boolean concerns(AppendEntriesRequest request) {
        long snapshot = engine.snapshotIndex();
        return snapshot > 0
                && request.getPreviousLogIndex() == snapshot
                && request.getPreviousLogTerm() == engine.snapshotTerm()
                && request.getTerm() >= engine.term()
                && engine.lastIndex() > snapshot
                && engine.termAt(snapshot) < 0;
    }

    /** The first entry of ours that the request overwrites; {@link #NONE} if it overwrites none. */
    long conflict(AppendEntriesRequest request) {
        for (LogEntry entry : request.getLogEntries()) {
            int term = engine.termAt(entry.getIndex());
            if (term >= 0 && term != entry.getTerm()) {
                return entry.getIndex();
            }
        }
        return NONE;
    }

    /** The equal request; there is no conflict. */
    RaftMessage replacement(AppendEntriesRequest request) {
        // A leader of this or a later term has everything that we know to be committed.
        long matched = Math.min(engine.commitIndex(), engine.lastIndex());
        List<LogEntry> rest = new ArrayList<>();
        for (LogEntry entry : request.getLogEntries()) {
            if (engine.termAt(entry.getIndex()) < 0) {
                rest.add(entry);
            } else {
                matched = Math.max(matched, entry.getIndex());
            }
        }
        if (matched == request.getPreviousLogIndex()) {
            // Nothing but the snapshot is known to be equal; of that the engine tells its leader.
            return memberships.snapshot(
                    models,
                    (RaftMember) request.getSender(),
                    request.getTerm(),
                    request.getPreviousLogTerm(),
                    request.getPreviousLogIndex(),
                    request.getQuerySequenceNumber(),
                    request.getFlowControlSequenceNumber());
        }
        return models.createAppendEntriesRequestBuilder()
                .setGroupId(request.getGroupId())
                .setSender(request.getSender())
                .setTerm(request.getTerm())
                .setPreviousLogTerm(engine.termAt(matched))
                .setPreviousLogIndex(matched)
                .setCommitIndex(request.getCommitIndex())
                .setLogEntries(rest)
                .setQuerySequenceNumber(request.getQuerySequenceNumber())
                .setFlowControlSequenceNumber(request.getFlowControlSequenceNumber())
                .build();
    }
}
