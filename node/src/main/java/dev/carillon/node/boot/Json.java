package dev.carillon.node.boot;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes small JSON objects. */
final class Json {
    private Json() {}

    /** An object of texts, numbers, booleans, nulls and lists of them, in the map's order. */
    static String object(Map<String, ? extends @Nullable Object> fields) {
        StringJoiner out = new StringJoiner(",", "{", "}");
        fields.forEach((name, value) -> out.add(quote(name) + ":" + value(value)));
        return out.toString();
    }

    private static String value(@Nullable Object value) {
        if (value instanceof List<?> list) {
            StringJoiner out = new StringJoiner(",", "[", "]");
            list.forEach(element -> out.add(value(element)));
            return out.toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? String.valueOf(value)
                : quote(value.toString());
    }

    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
