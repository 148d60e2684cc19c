package dev.carillon.simulator.load;

/** A line of a terminal while it is written: pieces in colours, never longer than it is wide. One thread. */
final class Ink {
    /** How a piece looks. */
    enum Look {
        PLAIN(""),
        BOLD("\u001b[1m"),
        FAINT("\u001b[2m"),
        GOOD("\u001b[32m"),
        CAUTION("\u001b[33m"),
        BAD("\u001b[1;31m"),
        /** Bars over time. */
        BARS("\u001b[36m");

        private final String start;

        Look(String start) {
            this.start = start;
        }
    }

    private static final String END = "\u001b[0m";

    private final StringBuilder line = new StringBuilder();
    private final boolean colours;
    private int left;

    /** @param width characters that fit */
    Ink(int width, boolean colours) {
        this.left = width;
        this.colours = colours;
    }

    Ink add(Look look, String text) {
        String fits = text.substring(0, Math.min(left, text.length()));
        left -= fits.length();
        boolean dressed = colours && look != Look.PLAIN && !fits.isEmpty();
        line.append(dressed ? look.start : "").append(fits).append(dressed ? END : "");
        return this;
    }

    Ink add(String text) {
        return add(Look.PLAIN, text);
    }

    /** Spaces until only so many characters are left. */
    Ink until(int then) {
        return left > then ? add(" ".repeat(left - then)) : this;
    }

    /** Characters that still fit. */
    int left() {
        return left;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
