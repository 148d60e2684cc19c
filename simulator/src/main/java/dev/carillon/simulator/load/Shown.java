package dev.carillon.simulator.load;

import java.util.Locale;

/** Figures as people read them. */
final class Shown {
    private Shown() {}

    /** A time; a dash where there is none. */
    static String ms(double ms) {
        if (Double.isNaN(ms)) {
            return "-";
        }
        return ms >= 1_000
                ? String.format(Locale.ROOT, "%.1f s", ms / 1_000)
                : String.format(Locale.ROOT, ms < 10 ? "%.2f ms" : "%.0f ms", ms);
    }
}
