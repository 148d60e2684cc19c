package dev.carillon.node.config;

import java.util.Map;

/** The effective configuration: a checked value for every setting, and where it came from. Immutable. */
public final class Config {
    /**
     * A value as it was written.
     *
     * @param source "default", "FILE:LINE", the name of an environment variable, or "command line"
     */
    public record Value(String text, String source) {}

    private final Map<String, Value> values;

    Config(Map<String, Value> values) {
        this.values = Map.copyOf(values);
    }

    public Value value(Setting setting) {
        Value value = values.get(setting.key());
        if (value == null) {
            throw new IllegalArgumentException("not in the table of settings: " + setting.key());
        }
        return value;
    }

    /** The value of a text, path or choice. */
    public String text(Setting setting) {
        return value(setting).text().strip();
    }

    public boolean yes(Setting setting) {
        return setting.kind().yes(text(setting));
    }

    /** The value of a number: units, bytes or milliseconds. */
    public long number(Setting setting) {
        return setting.kind().number(text(setting));
    }

    /** A {@link #number} whose range fits. */
    public int integer(Setting setting) {
        return Math.toIntExact(number(setting));
    }
}
