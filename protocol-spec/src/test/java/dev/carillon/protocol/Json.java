package dev.carillon.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON without escapes and fractions, which is what {@code protocol.json} needs. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Maps, lists, strings, longs and booleans. */
    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length()) {
            throw json.wrong();
        }
        return value;
    }

    private Object value() {
        space();
        char c = text.charAt(at);
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (c == '"') {
            return string();
        }
        if (text.startsWith("true", at)) {
            at += 4;
            return true;
        }
        return number();
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        while (!closes('}')) {
            String key = string();
            expect(':');
            if (object.put(key, value()) != null) {
                throw wrong();
            }
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        while (!closes(']')) {
            array.add(value());
        }
        return array;
    }

    /** Passes a comma, if there is one; says whether the end is here. */
    private boolean closes(char end) {
        space();
        if (text.charAt(at) == ',') {
            at++;
            space();
            return false;
        }
        if (text.charAt(at) == end) {
            at++;
            return true;
        }
        return false;
    }

    private String string() {
        expect('"');
        int end = text.indexOf('"', at);
        String string = text.substring(at, end);
        at = end + 1;
        if (string.contains("\\")) {
            throw wrong();
        }
        return string;
    }

    private Long number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return Long.valueOf(text.substring(start, at));
    }

    private void expect(char c) {
        space();
        if (text.charAt(at++) != c) {
            throw wrong();
        }
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalStateException wrong() {
        return new IllegalStateException("not JSON around character " + at);
    }
}
