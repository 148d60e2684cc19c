package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What one generator measures. All times run from the moment at which something was meant to happen, so that what a slow node
 * holds up counts as slow. Any thread.
 */
final class Meter {
    /** The longest time told apart from longer ones, in µs: an hour. */
    static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    static final int DIGITS = 2;

    /** What is timed. */
    enum Timed {
        DELIVER,
        ACK,
        CONNECT,
        LAG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Recorder> recent = new ArrayList<>();
    /** By phase, then by what is timed. */
    private final List<List<Histogram>> byPhase = new ArrayList<>();

    private final AtomicLongArray inTime;
    private final AtomicLong sent = new AtomicLong();
    private volatile int phase;

    Meter(int phases) {
        for (Timed each : Timed.values()) {
            recent.add(new Recorder(LONGEST_MICROS, DIGITS));
        }
        for (int i = 0; i < phases; i++) {
            List<Histogram> all = new ArrayList<>();
            for (Timed each : Timed.values()) {
                all.add(new AtomicHistogram(LONGEST_MICROS, DIGITS));
            }
            byPhase.add(all);
        }
        inTime = new AtomicLongArray(phases);
    }

    /** From now on it is this phase; {@code phases} when the last one is over. */
    void enter(int newPhase) {
        phase = newPhase;
    }

    int phase() {
        return phase;
    }

    /** @param of the phase that it belongs to */
    void time(Timed what, int of, long nanos) {
        long micros = Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000));
        recent.get(what.ordinal()).recordValue(micros);
        byPhase.get(Math.min(of, byPhase.size() - 1)).get(what.ordinal()).recordValue(micros);
    }

    void sent() {
        sent.incrementAndGet();
    }

    /** @param of the phase in which it was due */
    void acked(int of) {
        if (of == phase) {
            inTime.incrementAndGet(of);
        }
    }

    long sentSoFar() {
        return sent.get();
    }

    /** Times since the last call, by what is timed. */
    synchronized List<Histogram> recent() {
        return recent.stream().map(Recorder::getIntervalHistogram).toList();
    }

    Histogram whole(Timed what, int of) {
        return byPhase.get(of).get(what.ordinal());
    }

    /** Acks of a phase's messages that came before it was over. */
    long inTime(int of) {
        return inTime.get(of);
    }
}
