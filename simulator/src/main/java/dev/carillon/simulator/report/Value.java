package dev.carillon.simulator.report;

import java.util.Locale;

/** A value in a tile or a cell: a number, which stays one for scripts, or words. */
public sealed interface Value {
    /** As people read it: thousands apart, as many digits as mean something. */
    String text();

    /**
     * A number.
     *
     * @param number any; one that is not finite is shown as a dash and is null for scripts
     */
    record Number(double number) implements Value {
        private static final double THOUSAND = 1000;
        private static final double WHOLE_FROM = 100;
        private static final double EXACT_UP_TO = 1e15;

        @Override
        public String text() {
            if (!Double.isFinite(number)) {
                return "–";
            }
            double size = Math.abs(number);
            if (size >= THOUSAND || number == Math.rint(number) && size < EXACT_UP_TO) {
                return String.format(Locale.ROOT, "%,.0f", number);
            }
            return String.format(
                    Locale.ROOT, size >= WHOLE_FROM ? "%.0f" : size >= 10 ? "%.1f" : smallForm(size), number);
        }

        /** With a given number of decimals, so that the numbers of a column look alike. */
        public String text(int decimals) {
            return Double.isFinite(number) ? String.format(Locale.ROOT, "%,." + decimals + "f", number) : text();
        }

        private static String smallForm(double size) {
            return size >= 1 ? "%.2f" : size >= 0.001 ? "%.3f" : "%.2e";
        }
    }

    /** Words. */
    record Words(String text) implements Value {}

    static Value of(double number) {
        return new Number(number);
    }

    static Value of(String words) {
        return new Words(words);
    }
}
