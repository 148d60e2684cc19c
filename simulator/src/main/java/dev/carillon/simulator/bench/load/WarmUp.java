package dev.carillon.simulator.bench.load;

/**
 * How long a load runs before anything is measured: for so many seconds, or until its rate has stopped rising and the
 * compilers of the nodes' virtual machines have little left to do, for until then a window measures them as much as the
 * nodes. The rate alone does not tell: where few messages come, they are at work for minutes while it stands. One thread.
 */
public final class WarmUp {
    /** Over which a rate is taken, seconds. */
    static final double SLICE_SECONDS = 4;

    /** So many slices in a row that bring no new best, and little compiling, end it. */
    static final int FLAT_SLICES = 4;

    /** What counts as a new best: noise makes small ones without end. */
    private static final double BETTER = 1.03;

    /** What all compilers together may use of one core when they count as at rest. */
    static final double COMPILING_SHARE = 0.1;

    /** Then it is measured as it is, and the report says how long was waited. */
    static final double SECONDS_MAX = 300;

    private final double fixedSeconds;
    private double seconds;
    private double best;
    private boolean rising;
    private int flat;

    private WarmUp(double fixedSeconds) {
        this.fixedSeconds = fixedSeconds;
    }

    /** @param seconds from 0 */
    public static WarmUp of(double seconds) {
        if (!(seconds >= 0)) {
            throw new LoadException("warming up takes no negative time");
        }
        return new WarmUp(seconds);
    }

    /** Until the rate rises no more and the compilers rest, at most {@value #SECONDS_MAX} s. */
    public static WarmUp untilSteady() {
        return new WarmUp(Double.NaN);
    }

    private boolean isFixed() {
        return !Double.isNaN(fixedSeconds);
    }

    /** Seconds until {@link #heard} is to be called; 0 if it is over. */
    double nextSeconds() {
        if (isFixed()) {
            return fixedSeconds - seconds;
        }
        return flat == FLAT_SLICES || seconds >= SECONDS_MAX ? 0 : SLICE_SECONDS;
    }

    /** So much was done in the seconds that {@link #nextSeconds} gave, of which compilers used so many CPU seconds. */
    void heard(double count, double compiling) {
        double slice = nextSeconds();
        double rate = count / slice;
        seconds += slice;
        rising = rate > best * BETTER;
        flat = rising || compiling > slice * COMPILING_SHARE ? 0 : flat + 1;
        best = Math.max(best, rate);
    }

    /** How long it has taken. */
    double seconds() {
        return seconds;
    }

    /** After what it ended, for people. */
    @Override
    public String toString() {
        if (isFixed()) {
            return fixedSeconds + " s";
        }
        if (flat == FLAT_SLICES) {
            return "the rate stopped rising and the compilers rested";
        }
        return SECONDS_MAX + " s, while " + (rising ? "the rate still rose" : "the compilers were still at work");
    }
}
