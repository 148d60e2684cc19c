package dev.carillon.client.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/** A line on a screen that is too narrow for it: broken between words, the rest indented. Counts columns, not characters. */
final class WordWrap {
    private WordWrap() {}

    /**
     * @param width columns of the screen, 2 or more
     * @param indent columns before the second row and the following; less on a screen that has no room for it
     */
    static List<AttributedString> rows(AttributedString line, int width, int indent) {
        String margin = " ".repeat(Math.min(indent, width / 3));
        List<AttributedString> rows = new ArrayList<>();
        AttributedString rest = line;
        int from = 0;
        while (rest.columnLength() > width) {
            int end = breakAt(rest, from, width);
            rows.add(rest.subSequence(0, end));
            int next = end < rest.length() && rest.charAt(end) == ' ' ? end + 1 : end;
            rest = new AttributedStringBuilder()
                    .append(margin)
                    .append(rest.subSequence(next, rest.length()))
                    .toAttributedString();
            from = margin.length();
        }
        rows.add(rest);
        return rows;
    }

    /** After the last word that fits; inside it if it is longer than a row. */
    private static int breakAt(AttributedString line, int from, int width) {
        int fits = Math.max(from + 1, line.columnSubSequence(0, width).length());
        for (int at = Math.min(fits, line.length() - 1); at > from; at--) {
            if (line.charAt(at) == ' ' && hasWord(line, from, at)) {
                return at;
            }
        }
        return fits;
    }

    private static boolean hasWord(AttributedString line, int from, int end) {
        for (int at = from; at < end; at++) {
            if (line.charAt(at) != ' ') {
                return true;
            }
        }
        return false;
    }
}
