package dev.carillon.simulator.demo;

/**
 * When to kill: evenly over the traffic, each time at a moment when enough sends are on their way that the kill means
 * something. Past the planned row the replay pushes as fast as it can, and the plan asks for less the longer it takes.
 * Confined to the replay's thread.
 */
final class KillPlan {
    /** Unacked sends that every kill must meet. */
    static final int UNACKED_MIN = 100;

    /** Sends on their way that the plan waits for at first: acks on the wire still arrive after the kill. */
    static final int UNACKED_AIM = 600;

    /** Rows pushed past the planned one before twice {@link #UNACKED_MIN} is enough. */
    static final int PUSHED_MAX = 4_000;

    private final int rows;
    private final int kills;
    private int done;

    KillPlan(int rows, int kills) {
        this.rows = rows;
        this.kills = kills;
    }

    /** What a kill must meet in traffic of this size: less than {@link #UNACKED_MIN} only if there is hardly any. */
    static int required(int rows) {
        return Math.min(UNACKED_MIN, rows / 4);
    }

    /** Whether the next kill's row was reached, so that only unacked sends are missing. */
    boolean isDue(int rowsSent) {
        return done < kills && rowsSent >= planned();
    }

    /** Whether all kills have happened. */
    boolean isOver() {
        return done == kills;
    }

    /** Whether so many sends on their way would make now the moment. */
    boolean isEnough(int rowsSent, int onTheWire) {
        int pushed = rowsSent - planned();
        return isDue(rowsSent)
                && (onTheWire >= UNACKED_AIM
                        || (pushed >= PUSHED_MAX && onTheWire >= 2 * required(rows))
                        || rowsSent >= latest());
    }

    /** As {@link #isEnough}; if so, the plan moves on to the next kill. */
    boolean strike(int rowsSent, int onTheWire) {
        boolean now = isEnough(rowsSent, onTheWire);
        done += now ? 1 : 0;
        return now;
    }

    private int planned() {
        return (int) ((long) rows * (done + 1) / (kills + 1));
    }

    /** The row by which this kill happens whatever it meets, so that it happens at all. */
    private int latest() {
        int next = (int) ((long) rows * (done + 2) / (kills + 1));
        return Math.min(rows, (planned() + next) / 2);
    }
}
