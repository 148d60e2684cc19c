package dev.carillon.simulator.traffic;

/** Input from files as it may appear in a sentence on a terminal: no control characters, and short. */
final class Shown {
    /** Characters shown of somebody else's input. */
    static final int LENGTH_MAX = 40;

    private Shown() {}

    static String of(String input) {
        StringBuilder shown = new StringBuilder();
        input.codePoints().limit(LENGTH_MAX).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return input.codePointCount(0, input.length()) > LENGTH_MAX ? shown + "…" : shown.toString();
    }
}
