package dev.carillon.node.replication.raft;

/**
 * Sees a follower that hears its leader commit and gets nowhere itself: the engine has states that it cannot leave. Runs on
 * the loop.
 */
final class ReplicaWatch {
    private final RaftLoop loop;
    private long leaderCommit;
    private long seenCommit = -1;
    private long seenLast = -1;
    private long sinceNs;

    ReplicaWatch(RaftLoop loop) {
        this.loop = loop;
        this.sinceNs = loop.clock().nanoTime();
    }

    void onLeaderCommit(long index) {
        leaderCommit = Math.max(leaderCommit, index);
    }

    /** It waits for state from elsewhere. */
    void onFetching() {
        reset();
    }

    void reset() {
        leaderCommit = 0;
        seenCommit = -1;
        sinceNs = loop.clock().nanoTime();
    }

    boolean isStuck(EngineView engine, long nowNs) {
        boolean moved = engine.commitIndex() != seenCommit || engine.lastIndex() != seenLast;
        if (moved || !engine.isFollower() || leaderCommit <= engine.commitIndex()) {
            seenCommit = engine.commitIndex();
            seenLast = engine.lastIndex();
            sinceNs = nowNs;
            return false;
        }
        return nowNs - sinceNs
                >= loop.options().stuckHeartbeats() * loop.options().secondNs();
    }
}
