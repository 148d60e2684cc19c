package dev.carillon.simulator.bench.load;

/**
 * How long a load runs before anything is measured: for so many seconds, or until its rate has stopped rising, for until
 * then a window measures the compiler of the nodes' virtual machines as much as the nodes. One thread.
 */
public final class WarmUp {
    /** Over which a rate is taken, seconds. */
    static final double SLICE_SECONDS = 4;

    /** So many slices in a row that bring no new best end it. */
    static final int FLAT_SLICES = 4;

    /** What counts as a new best: noise makes small ones without end. */
    private static final double BETTER = 1.03;

    /** Then it is measured as it is, and the report says how long was waited. */
    static final double SECONDS_MAX = 180;

    private final double fixedSeconds;
    private double seconds;
    private double best;
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

    /** Until the rate rises no more, at most {@value #SECONDS_MAX} s. */
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

    /** So much was done in the seconds that {@link #nextSeconds} gave. */
    void heard(double count) {
        double slice = nextSeconds();
        double rate = count / slice;
        seconds += slice;
        flat = rate > best * BETTER ? 0 : flat + 1;
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
        return flat == FLAT_SLICES ? "the rate stopped rising" : SECONDS_MAX + " s, while the rate still rose";
    }
}
