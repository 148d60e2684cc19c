package dev.carillon.node.replication.raft;

import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import java.util.List;

/**
 * What the engine persists for one group, as records of the loop's log. Nothing is synced here: the loop syncs all groups
 * at once, before anything that had to wait for it leaves.
 */
final class GroupStore implements RaftStore {
    private final GroupRecords records;
    private final GroupLog log;
    private final ReplicaExecutor engine;

    /**
     * @param engine whose store this is; once stopped it writes nothing more, whatever it is in the middle of
     */
    GroupStore(GroupRecords records, GroupLog log, ReplicaExecutor engine) {
        this.records = records;
        this.log = log;
        this.engine = engine;
    }

    @Override
    public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState state) {
        requireRunning();
        if (log.isFresh()) {
            log.head(0, null, records.head(0, null));
        }
    }

    @Override
    public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) {
        // They are fixed and given to every start.
    }

    @Override
    public void persistAndFlushTerm(RaftTermPersistentState state) {
        requireRunning();
        RaftMember vote = (RaftMember) state.getVotedFor();
        log.head(state.getTerm(), vote, records.head(state.getTerm(), vote));
    }

    @Override
    public void persistLogEntries(List<LogEntry> entries) {
        requireRunning();
        for (LogEntry entry : entries) {
            log.append(entry, records.entry(entry));
        }
    }

    @Override
    public void persistSnapshotChunk(SnapshotChunk chunk) {
        requireRunning();
        log.marker(chunk.getIndex(), chunk.getTerm(), records.marker(chunk.getIndex(), chunk.getTerm()));
    }

    @Override
    public void truncateLogEntriesFrom(long index) {
        requireRunning();
        log.truncateFrom(index);
        records.truncate(index);
    }

    @Override
    public void truncateLogEntriesUntil(long index) {
        // Follows from the markers.
    }

    @Override
    public void deleteSnapshotChunks(long index, int count) {
        // A snapshot is one chunk, so that there are no parts of one.
    }

    @Override
    public void flush() {
        // What has to be durable first waits where it would leave: in the outbox, and in the leader's own count.
    }

    private void requireRunning() {
        if (engine.isStopped()) {
            throw new IllegalStateException("this engine was stopped");
        }
    }
}
