package dev.carillon.client.cli;

/** Text from elsewhere, made safe for a terminal. */
final class PlainText {
    private PlainText() {}

    /** Control characters, which could move the cursor or worse, become spaces; tabs and line ends too. */
    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isDirectionMark(c) ? ' ' : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isDirectionMark(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }
}
