package dev.carillon.simulator.report.render;

import java.util.ArrayDeque;
import java.util.Deque;

/** Builds HTML in which every text and every attribute's value is escaped. One thread. */
final class Markup {
    private final StringBuilder html = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are names and values in turn. */
    Markup open(String element, String... attributes) {
        tag(element, attributes);
        open.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Markup close() {
        html.append("</").append(open.pop()).append('>');
        return this;
    }

    /** A whole element with a text. */
    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element that has no end. */
    Markup single(String element, String... attributes) {
        tag(element, attributes);
        return this;
    }

    Markup text(String text) {
        html.append(escape(text));
        return this;
    }

    /** What is markup, style or script already, and comes from us. */
    Markup raw(String ours) {
        html.append(ours);
        return this;
    }

    private void tag(String element, String... attributes) {
        html.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            html.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        html.append('>');
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        String clean = PlainText.of(text);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
