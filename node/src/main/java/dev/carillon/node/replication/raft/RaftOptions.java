package dev.carillon.node.replication.raft;

import io.microraft.RaftConfig;

/**
 * The settings of all replicas of a node.
 *
 * @param timeScale how many of the engine's seconds pass in one: its heartbeats are one of its seconds apart, and a
 *     follower misses its leader after two
 * @param electionTimeoutMs how long a round of votes may take, in the engine's ms
 * @param inFlightMax proposals of a group that may wait for their commit
 * @param snapshotEntries entries between snapshots
 * @param snapshotBytes bytes of entries between snapshots, about
 * @param batchEntries most entries in a message
 * @param stuckHeartbeats heartbeats after which a follower that gets nowhere is made anew
 * @param startSpreadMs replicas start spread over this time
 */
public record RaftOptions(
        int timeScale,
        int electionTimeoutMs,
        int inFlightMax,
        int snapshotEntries,
        long snapshotBytes,
        int batchEntries,
        int stuckHeartbeats,
        int startSpreadMs) {
    public static final int HEARTBEAT_SECONDS = 1;
    public static final int HEARTBEAT_TIMEOUT_SECONDS = 2;

    /** Room for first entries of terms that committed nothing. */
    private static final int TERMS_KEPT = 64;

    public static final RaftOptions DEFAULT = new RaftOptions(1, 500, 256, 1024, 16 << 20, 256, 6, 200);

    /** An engine second, ns. */
    long secondNs() {
        return 1_000_000_000L / timeScale;
    }

    /**
     * The engine's settings. Its log must hold all that a leader may have had since the marker before its last one, or a
     * follower could not take the first entry of a new term, and nothing would ever be committed; what may be pending for
     * the engine is therefore far above what we let in.
     *
     * @param restored entries of the restored log above its base; the engine would drop what does not fit
     */
    RaftConfig engine(int restored) {
        int pending = Math.max(2 * snapshotEntries + 2 * inFlightMax + TERMS_KEPT, restored + inFlightMax);
        return RaftConfig.newBuilder()
                .setLeaderHeartbeatPeriodSecs(HEARTBEAT_SECONDS)
                .setLeaderHeartbeatTimeoutSecs(HEARTBEAT_TIMEOUT_SECONDS)
                .setLeaderElectionTimeoutMillis(electionTimeoutMs)
                .setAppendEntriesRequestBatchSize(batchEntries)
                .setCommitCountToTakeSnapshot(snapshotEntries)
                .setMaxPendingLogEntryCount(pending)
                .setTransferSnapshotsFromFollowersEnabled(false)
                .setRaftNodeReportPublishPeriodSecs(3600)
                .build();
    }
}
