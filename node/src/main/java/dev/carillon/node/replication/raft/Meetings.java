package dev.carillon.node.replication.raft;

import org.jspecify.annotations.Nullable;

/**
 * Who has been away is met as soon as it is back: a leader asks what it lacks, and one who knows no leader says that it is
 * there, so that a leader asks it. On the loop.
 */
final class Meetings {
    private final RaftLoop loop;
    private final RaftGroup group;
    private final RaftMember self;

    Meetings(RaftLoop loop, RaftGroup group, RaftMember self) {
        this.loop = loop;
        this.group = group;
        this.self = self;
    }

    /** @return the other member on that node, or null */
    @Nullable
    RaftMember on(int node) {
        for (RaftMember member : group.members()) {
            if (member.node() == node && !member.equals(self)) {
                return member;
            }
        }
        return null;
    }

    /** @param hears whether this replica could take what a leader sends */
    void meet(ReplicaExecutor own, EngineView view, RaftMember member, boolean hears) {
        if (view.isLeader()) {
            view.askNow(member, Long.MAX_VALUE);
        } else if (view.leader() == null && hears) {
            tell(own, view, member);
        }
    }

    void tellAll(ReplicaExecutor own, EngineView view) {
        for (RaftMember member : group.members()) {
            if (!member.equals(self)) {
                tell(own, view, member);
            }
        }
    }

    private void tell(ReplicaExecutor own, EngineView view, RaftMember member) {
        loop.outbox().add(own, member, group.number(), Presence.of(loop.models(), group, self, view));
    }
}
