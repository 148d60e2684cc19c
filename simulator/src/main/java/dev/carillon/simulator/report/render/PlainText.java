package dev.carillon.simulator.report.render;

/** Text without what neither XML nor HTML can hold. */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** The same text; control characters and halves of surrogate pairs become U+FFFD. */
    static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean space = c == '\n' || c == '\t';
            boolean odd = Character.isISOControl(c) && !space
                    || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                    || (c & 0xFFFE) == 0xFFFE;
            clean.appendCodePoint(odd ? REPLACEMENT : c);
        });
        return clean.toString();
    }
}
