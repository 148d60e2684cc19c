package dev.carillon.simulator.capacity.fit;

/**
 * Something that is done at once when the first thing comes, takes its time, and is then done for all that came
 * meanwhile: a pass, a sync. What comes at random times is done alone where little comes; where much comes each round
 * carries many. Pure; any thread.
 *
 * @param seconds that a round takes which carries one thing, from 0; with 0 everything is done alone
 * @param power a round that carries {@code k} things takes {@code k} to this power times as long, from 0 to less than 1:
 *     with 0 all take the same, and many are the cheaper the lower it is
 */
public record Gathering(double seconds, double power) {
    private static final int STEPS_MAX = 200;
    private static final double CLOSE = 1e-13;
    private static final double PEAK_FROM = 1e-2;
    private static final double PEAK_TO = 1e4;
    private static final double NARROWER = 0.38;

    public Gathering {
        if (!(seconds >= 0) || !(power >= 0 && power < 1)) {
            throw new IllegalArgumentException("a round takes " + seconds + " s, with the power " + power);
        }
    }

    /**
     * After a round of {@code T} either something has come, and the next begins at once, or the next waits for it: that is
     * a round in every {@code T + P(nothing came) / events}.
     *
     * @param events per second, from 0
     * @return rounds per second: at most one per event
     */
    public double perSecond(double events) {
        return events == 0 ? 0 : events / carried(events * seconds);
    }

    /** Things in a round, by how many come while one thing takes its time. Each step comes nearer by the power at least. */
    private double carried(double load) {
        double carried = Math.max(1, Math.pow(load, 1 / (1 - power)));
        for (int i = 0; i < STEPS_MAX; i++) {
            double during = load * Math.pow(carried, power);
            double next = during + Math.exp(-during);
            if (Math.abs(next - carried) <= CLOSE * carried) {
                return next;
            }
            carried = next;
        }
        return carried;
    }

    /** Events per second at which there are the most rounds; infinite if more always bring more. */
    public double peak() {
        if (power == 0 || seconds == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double low = Math.log(PEAK_FROM / seconds);
        double high = Math.log(PEAK_TO / seconds);
        for (int i = 0; i < STEPS_MAX; i++) {
            double left = low + (high - low) * NARROWER;
            double right = high - (high - low) * NARROWER;
            if (perSecond(Math.exp(left)) < perSecond(Math.exp(right))) {
                low = left;
            } else {
                high = right;
            }
        }
        return Math.exp(low);
    }
}
