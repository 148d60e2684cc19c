package dev.carillon.simulator.demo;

/** Guesses how long the rest takes from the rate so far, the latest moments counting most. Confined to its caller. */
final class TimeLeft {
    private static final double WEIGHT_OF_LATEST = 0.2;

    private double lastSeconds = -1;
    private long lastDone;
    private double rate;

    /** Seconds left, or −1 as long as nothing has moved. */
    double after(double seconds, long done, long of) {
        if (lastSeconds >= 0 && seconds > lastSeconds && done > 0) {
            double latest = (done - lastDone) / (seconds - lastSeconds);
            rate = rate == 0 ? latest : rate + WEIGHT_OF_LATEST * (latest - rate);
        }
        lastSeconds = seconds;
        lastDone = done;
        return rate > 0 ? (of - done) / rate : -1;
    }
}
