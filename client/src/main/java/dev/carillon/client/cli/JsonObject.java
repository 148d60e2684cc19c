package dev.carillon.client.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link Json} writes: one flat object of strings, numbers and truth values. */
final class JsonObject {
    private final String text;
    private int at;

    private JsonObject(String text) {
        this.text = text;
    }

    /** The members, each value as text; nothing if it is not exactly one such object. */
    static Optional<Map<String, String>> parse(String line) {
        try {
            return Optional.of(new JsonObject(line).object());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Map<String, String> object() {
        Map<String, String> members = new HashMap<>();
        expect('{');
        while (text.charAt(at) != '}') {
            if (!members.isEmpty()) {
                expect(',');
            }
            String name = string();
            expect(':');
            members.put(name, text.charAt(at) == '"' ? string() : bare());
        }
        at++;
        if (at != text.length()) {
            throw new IllegalArgumentException("more than one object");
        }
        return members;
    }

    private String bare() {
        int from = at;
        while (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-') {
            at++;
        }
        if (from == at) {
            throw new IllegalArgumentException("no value");
        }
        return text.substring(from, at);
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            value.append(c == '\\' ? escaped() : c);
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException("no such escape");
        };
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new IllegalArgumentException("not a " + c);
        }
    }
}
