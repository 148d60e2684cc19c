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
 * @param logBytesPerGroup log that may be kept for one group's sake; beyond it what it needs is written again
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
        long logBytesPerGroup,
        int batchEntries,
        int stuckHeartbeats,
        int startSpreadMs) {
    public static final int HEARTBEAT_SECONDS = 1;
    public static final int HEARTBEAT_TIMEOUT_SECONDS = 2;

    /** Room for first entries of terms that committed nothing. */
    private static final int TERMS_KEPT = 64;

    /** Two are kept of each group; the rest is for what is not yet in the state, for whole segments and sectors. */
    private static final int SNAPSHOTS_IN_LOG = 8;

    private static final long SNAPSHOT_BYTES_MIN = 64 << 10;
    private static final int SEGMENTS_PER_GROUP_MIN = 4;

    public static final RaftOptions DEFAULT = new RaftOptions(1, 500, 256, 1024, 16 << 20, 384L << 20, 256, 6, 200);

    /**
     * The default ones, with snapshots as often as a log of bounded size wants them: a log keeps a group's entries since
     * the snapshot before its last one.
     *
     * @param logBytes what the log of a loop should hold at most
     * @param segmentBytes what it is cut by
     * @param groups that write to it
     */
    public static RaftOptions of(long logBytes, long segmentBytes, int groups) {
        long bytes = logBytes / (SNAPSHOTS_IN_LOG * Math.max(1, groups));
        return new RaftOptions(
                DEFAULT.timeScale,
                DEFAULT.electionTimeoutMs,
                DEFAULT.inFlightMax,
                DEFAULT.snapshotEntries,
                Math.max(SNAPSHOT_BYTES_MIN, Math.min(DEFAULT.snapshotBytes, bytes)),
                // A log is cut by whole segments: with fewer, what is written again would be too old at once.
                Math.max(logBytes / 4 * 3, SEGMENTS_PER_GROUP_MIN * segmentBytes),
                DEFAULT.batchEntries,
                DEFAULT.stuckHeartbeats,
                DEFAULT.startSpreadMs);
    }

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
