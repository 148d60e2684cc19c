package dev.carillon.node.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a configuration.
 *
 * @param source the file, or "environment", or "command line"
 * @param line from 1; 0 if it is in no line
 * @param column from 1; 0 if it is in no line
 * @param text what is wrong
 * @param nearest the valid key that was probably meant, or null
 */
public record Problem(
        String source,
        int line,
        int column,
        String text,
        @Nullable String nearest) {
    @Override
    public String toString() {
        String where = line > 0 ? source + ":" + line + ":" + column : source;
        return where + ": " + text + (nearest == null ? "" : "; did you mean " + nearest + "?");
    }
}
