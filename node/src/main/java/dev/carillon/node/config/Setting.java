package dev.carillon.node.config;

import java.util.List;
import java.util.Locale;

/**
 * One thing that can be configured.
 *
 * @param key section and name, such as {@code limits.hello-timeout}
 * @param standard the default, as one would write it
 * @param min lowest number allowed, in units, bytes or milliseconds; for numbers only
 * @param max highest number allowed
 * @param choices the words allowed; for {@link SettingKind#CHOICE} only
 * @param doc what it does, in one or two sentences
 */
public record Setting(
        String key, SettingKind kind, String standard, long min, long max, List<String> choices, String doc) {

    static Setting text(String key, String standard, String doc) {
        return new Setting(key, SettingKind.TEXT, standard, 0, 0, List.of(), doc);
    }

    static Setting path(String key, String standard, String doc) {
        return new Setting(key, SettingKind.PATH, standard, 0, 0, List.of(), doc);
    }

    static Setting yesNo(String key, boolean standard, String doc) {
        return new Setting(key, SettingKind.YES_NO, Boolean.toString(standard), 0, 0, List.of(), doc);
    }

    static Setting choice(String key, String doc, String standard, String... others) {
        List<String> choices = new java.util.ArrayList<>(List.of(standard));
        choices.addAll(List.of(others));
        return new Setting(key, SettingKind.CHOICE, standard, 0, 0, List.copyOf(choices), doc);
    }

    static Setting number(String key, SettingKind kind, String standard, String min, String max, String doc) {
        return new Setting(key, kind, standard, kind.number(min), kind.number(max), List.of(), doc);
    }

    /** The name of its environment variable: {@code CARILLON_LIMITS_HELLO_TIMEOUT}. */
    public String environment() {
        return Settings.ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The part of the key before the dot. */
    public String section() {
        return key.substring(0, key.indexOf('.'));
    }

    /** The part of the key after the dot. */
    public String name() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** What values it takes, in words. */
    public String range() {
        return switch (kind) {
            case CHOICE -> String.join(", ", choices);
            case NUMBER, POWER_OF_TWO, BYTES, DURATION ->
                (kind == SettingKind.POWER_OF_TWO ? "a power of two, " : "") + kind.show(min) + " to " + kind.show(max);
            case TEXT, PATH, YES_NO -> kind.words();
        };
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException if it is not allowed; the message says what is
     */
    public void check(String value) {
        if (kind == SettingKind.YES_NO) {
            kind.yes(value);
        } else if (kind == SettingKind.CHOICE && !choices.contains(value.strip())) {
            throw new IllegalArgumentException("expected one of " + range() + ", not \"" + value + "\"");
        } else if (kind.isNumber()) {
            long number = kind.number(value);
            if (number < min || number > max) {
                throw new IllegalArgumentException(kind.show(number) + " is out of range: " + range());
            }
            if (kind == SettingKind.POWER_OF_TWO && Long.bitCount(number) != 1) {
                throw new IllegalArgumentException(number + " is not a power of two");
            }
        }
    }
}
