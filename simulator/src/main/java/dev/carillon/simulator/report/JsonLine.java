package dev.carillon.simulator.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds a JSON object on one line; fields stand in the order of the calls. One thread. */
public final class JsonLine {
    private final StringBuilder text = new StringBuilder("{");

    private JsonLine raw(String name, String value) {
        text.append(text.length() == 1 ? "" : ",")
                .append(string(name))
                .append(':')
                .append(value);
        return this;
    }

    public JsonLine add(String name, String value) {
        return raw(name, string(value));
    }

    public JsonLine add(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** With three decimals; null if it is not finite. */
    public JsonLine add(String name, double value) {
        return raw(name, Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null");
    }

    public JsonLine add(String name, List<String> values) {
        return raw(name, values.stream().map(JsonLine::string).collect(Collectors.joining(",", "[", "]")));
    }

    /** An object of numbers, in the map's order. */
    public JsonLine add(String name, Map<String, Long> values) {
        JsonLine inner = new JsonLine();
        values.forEach(inner::add);
        return raw(name, inner.toString());
    }

    /** An object in the object. */
    public JsonLine add(String name, JsonLine value) {
        return raw(name, value.toString());
    }

    /** A list of objects. */
    public JsonLine addAll(String name, List<JsonLine> values) {
        return raw(name, values.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]")));
    }

    public JsonLine add(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    /** The object, whole. */
    @Override
    public String toString() {
        return text + "}";
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
