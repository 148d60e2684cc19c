package dev.carillon.simulator.replay;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How fast the recording's time runs.
 *
 * @param factor recorded seconds per second; 0 for as fast as it goes
 */
public record Tempo(double factor) {
    /** As fast as windows and causality allow. */
    public static final Tempo MAX = new Tempo(0);

    private static final double FACTOR_MAX = 1e9;

    /** {@code 1}, {@code 10}, {@code 0.5} or {@code max}; null for anything else. */
    public static @Nullable Tempo parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        try {
            double factor = Double.parseDouble(text);
            return factor > 0 && factor <= FACTOR_MAX ? new Tempo(factor) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    boolean isMax() {
        return factor <= 0;
    }

    /** Nanoseconds from the beginning at which something is due that was recorded so many microseconds after it. */
    long nanos(long us) {
        return isMax() ? 0 : (long) (us * 1_000 / factor);
    }

    @Override
    public String toString() {
        return isMax() ? "as fast as it goes" : String.format(Locale.ROOT, "%s×", trimmed());
    }

    private String trimmed() {
        return factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor);
    }
}
