package dev.carillon.node.replication.raft;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a follower whose log begins at its snapshot be matched with its leader. The engine looks for the previous entry among
 * the entries only, refuses, and a leader whose own log begins there never goes further back; one that has more goes back to
 * its first entry, and the engine fails in looking for that. A request that ties in at the snapshot, or before all that this
 * log has, is replaced by an equal one that ties in at the last entry both are known to have. So is a snapshot that is older
 * than what is committed here: the engine ignores it without a word, and the leader sends it for ever. Runs on the loop.
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

    /** Whether the engine would refuse this request, or fail, though its log agrees with it. */
    boolean concerns(AppendEntriesRequest request) {
        long snapshot = engine.snapshotIndex();
        long previous = request.getPreviousLogIndex();
        if (snapshot == 0 || previous > snapshot || request.getTerm() < engine.term() || engine.termAt(previous) >= 0) {
            return false;
        }
        return previous < snapshot
                || request.getPreviousLogTerm() == engine.snapshotTerm() && engine.lastIndex() > snapshot;
    }

    /** Whether the engine would leave this request without an answer though its log has more. */
    boolean concerns(InstallSnapshotRequest request) {
        return request.isSenderLeader()
                && request.getTerm() >= engine.term()
                && request.getSnapshotIndex() < engine.commitIndex();
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
            if (entry.getIndex() > engine.lastIndex()) {
                rest.add(entry);
            } else {
                matched = Math.max(matched, entry.getIndex());
            }
        }
        if (matched == engine.snapshotIndex()) {
            // Nothing but the snapshot is known to be equal; of that the engine tells its leader.
            return snapshot(
                    matched,
                    request,
                    request.getTerm(),
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

    /** A snapshot of all that is committed here: a leader of this or a later term has that. */
    RaftMessage replacement(InstallSnapshotRequest request) {
        return snapshot(
                engine.commitIndex(),
                request,
                request.getTerm(),
                request.getQuerySequenceNumber(),
                request.getFlowControlSequenceNumber());
    }

    private RaftMessage snapshot(long index, RaftMessage from, int term, long query, long flow) {
        int indexTerm = index == engine.snapshotIndex() ? engine.snapshotTerm() : engine.termAt(index);
        return memberships.snapshot(models, (RaftMember) from.getSender(), term, indexTerm, index, query, flow);
    }
}
