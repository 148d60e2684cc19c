package dev.carillon.node.replication.raft;

import static dev.carillon.node.replication.raft.MessageFormat.LE;

import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.persistence.RestoredRaftState;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who may say what to a replica: only members of its own generation, with the disks they have had since it began, and only
 * to the disk that this node has had. What the engine wants to know of members beyond that never changes.
 */
final class Memberships {
    private final RaftGroup group;
    private final RaftMember self;
    private @Nullable RaftMember sender;

    Memberships(RaftGroup group, RaftMember self) {
        this.group = group;
        this.self = self;
    }

    Object groupId() {
        return group.number();
    }

    /** @return null if a message with this header may be heard */
    @Nullable
    Refusal check(DirectBuffer header) {
        if (header.getInt(MessageFormat.GROUP, LE) != group.number()) {
            return Refusal.UNKNOWN_GROUP;
        }
        if (header.getLong(MessageFormat.GENERATION, LE) != group.generation()) {
            return Refusal.OTHER_GENERATION;
        }
        if (header.getInt(MessageFormat.TARGET, LE) != self.node()
                || header.getLong(MessageFormat.TARGET + 4, LE) != self.incarnation()) {
            return Refusal.NOT_FOR_ME;
        }
        sender = group.find(header.getInt(MessageFormat.SENDER, LE), header.getLong(MessageFormat.SENDER + 4, LE));
        return sender == null || sender.equals(self) ? Refusal.UNKNOWN_SENDER : null;
    }

    /** Of the message that was checked last. */
    RaftMember sender() {
        return sender == null ? self : sender;
    }

    static RaftGroupMembersView view(RaftModelFactory models, RaftGroup group) {
        List<RaftEndpoint> members = List.copyOf(group.members());
        return models.createRaftGroupMembersViewBuilder()
                .setLogIndex(0)
                .setMembers(members)
                .setVotingMembers(members)
                .build();
    }

    static SnapshotChunk chunk(RaftModelFactory models, RaftGroup group, long index, int term) {
        return models.createSnapshotChunkBuilder()
                .setIndex(index)
                .setTerm(term)
                .setOperation(RaftEntry.SnapshotMarker.INSTANCE)
                .setSnapshotChunkIndex(0)
                .setSnapshotChunkCount(1)
                .setGroupMembersView(view(models, group))
                .build();
    }

    static SnapshotEntry snapshotEntry(RaftModelFactory models, RaftGroup group, long index, int term) {
        return models.createSnapshotEntryBuilder()
                .setIndex(index)
                .setTerm(term)
                .setSnapshotChunks(List.of(chunk(models, group, index, term)))
                .setGroupMembersView(view(models, group))
                .build();
    }

    /** What an engine goes on from. */
    RestoredRaftState restored(RaftModelFactory models, GroupLog log, GroupLog.Base base) {
        return new RestoredRaftState(
                models.createRaftEndpointPersistentStateBuilder()
                        .setLocalEndpoint(self)
                        .setVoting(true)
                        .build(),
                view(models, group),
                models.createRaftTermPersistentStateBuilder()
                        .setTerm(log.term())
                        .setVotedFor(log.votedFor())
                        .build(),
                base.index() == 0 ? null : snapshotEntry(models, group, base.index(), base.term()),
                base.entries());
    }

    /**
     * The leader's offer of its snapshot, with the marker at once: the engine would ask for it in a message of its own, and
     * what it has of a newer one could get stuck.
     */
    InstallSnapshotRequest snapshot(
            RaftModelFactory models, RaftMember from, int term, int snapshotTerm, long index, long query, long flow) {
        return models.createInstallSnapshotRequestBuilder()
                .setGroupId(groupId())
                .setSender(from)
                .setTerm(term)
                .setSenderLeader(true)
                .setSnapshotTerm(snapshotTerm)
                .setSnapshotIndex(index)
                .setTotalSnapshotChunkCount(1)
                .setSnapshotChunk(chunk(models, group, index, snapshotTerm))
                .setSnapshottedMembers(List.of(from))
                .setGroupMembersView(view(models, group))
                .setQuerySequenceNumber(query)
                .setFlowControlSequenceNumber(flow)
                .build();
    }
}
