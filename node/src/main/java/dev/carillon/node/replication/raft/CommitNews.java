package dev.carillon.node.replication.raft;

import io.microraft.model.message.AppendEntriesRequest;
import java.util.function.BiConsumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what a leader sends only to say that something is committed: the next entries say it too, and followers need
 * it no sooner. The engine sends such a message after each commit, and hears an answer: a third of all messages where
 * entries come one at a time. Runs on the loop.
 */
final class CommitNews {
    /** What a follower knows, and what it has not been told yet. */
    private static final class Follower {
        final RaftMember member;
        long told;

        @Nullable
        AppendEntriesRequest held;

        Follower(RaftMember member) {
            this.member = member;
        }
    }

    private final Int2ObjectHashMap<Follower> followers = new Int2ObjectHashMap<>();

    /** @return whether the message is held back, and not to be sent */
    boolean holds(RaftMember target, AppendEntriesRequest message) {
        Follower follower = followers.get(target.node());
        if (follower == null) {
            follower = new Follower(target);
            followers.put(target.node(), follower);
        }
        boolean onlyNews = message.getLogEntries().isEmpty()
                && message.getFlowControlSequenceNumber() == 0
                && message.getCommitIndex() > follower.told;
        if (onlyNews) {
            follower.held = message;
        } else {
            follower.held = null;
            follower.told = message.getCommitIndex();
        }
        return onlyNews;
    }

    /** Lets go what is held back. */
    void tell(BiConsumer<RaftMember, AppendEntriesRequest> send) {
        for (Follower follower : followers.values()) {
            AppendEntriesRequest message = follower.held;
            if (message != null) {
                follower.held = null;
                follower.told = message.getCommitIndex();
                send.accept(follower.member, message);
            }
        }
    }
}
