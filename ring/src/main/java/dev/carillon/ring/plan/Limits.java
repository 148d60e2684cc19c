package dev.carillon.ring.plan;

/**
 * How fast a plan may go.
 *
 * @param movesPerNode copies that one node gives or takes at once, from 1
 * @param bytesPerSecond of one node, all its copies together, from 1
 * @param handoverMillis what a handover takes besides copying: seal, first commit, publishing; not below 0
 */
public record Limits(int movesPerNode, long bytesPerSecond, long handoverMillis) {
    /** One copy at a time, 50 MB/s, three seconds: others than those who move notice little. */
    public static final Limits DEFAULT = new Limits(1, 50_000_000, 3_000);

    /** What lacks a copy cannot wait so long. */
    public static final Limits REPAIR = new Limits(12, DEFAULT.bytesPerSecond(), DEFAULT.handoverMillis());

    public Limits {
        if (movesPerNode < 1 || bytesPerSecond < 1 || handoverMillis < 0) {
            throw new IllegalArgumentException(
                    "limits need at least one move per node, one byte per second and no negative time");
        }
    }
}
