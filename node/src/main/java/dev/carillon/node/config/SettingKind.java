package dev.carillon.node.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a setting's text means, and how it is read and written. */
public enum SettingKind {
    TEXT("text"),
    PATH("a path"),
    YES_NO("true or false"),
    NUMBER("a whole number"),
    POWER_OF_TWO("a power of two"),
    BYTES("a size such as 64KiB, 16MiB or 2GiB"),
    DURATION("a time such as 250ms, 5s, 10m, 12h or 30d"),
    CHOICE("one of a few words");

    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})\\s*([a-zA-Z]*)");

    private final String words;

    SettingKind(String words) {
        this.words = words;
    }

    /** How a message calls it. */
    public String words() {
        return words;
    }

    boolean isNumber() {
        return this == NUMBER || this == POWER_OF_TWO || this == BYTES || this == DURATION;
    }

    /**
     * The number that a text means: plain, bytes or milliseconds.
     *
     * @throws IllegalArgumentException if it means none; the message says what would
     */
    long number(String text) {
        String plain = text.strip();
        if (this == NUMBER || this == POWER_OF_TWO) {
            if (!plain.matches("-?[0-9]{1,18}")) {
                throw expected(text);
            }
            return Long.parseLong(plain);
        }
        Matcher quantity = QUANTITY.matcher(plain);
        if (!quantity.matches()) {
            throw expected(text);
        }
        long amount = Long.parseLong(quantity.group(1));
        long unit = unit(quantity.group(2), amount);
        if (unit < 0 || amount > Long.MAX_VALUE / Math.max(1, unit)) {
            throw expected(text);
        }
        return amount * unit;
    }

    private long unit(String name, long amount) {
        if (this == BYTES) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "", "b" -> 1;
                case "kib", "k" -> 1L << 10;
                case "mib", "m" -> 1L << 20;
                case "gib", "g" -> 1L << 30;
                default -> -1;
            };
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "" -> amount == 0 ? 1 : -1;
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> -1;
        };
    }

    boolean yes(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw expected(text);
        };
    }

    /** A number in the largest unit that says it exactly. */
    String show(long value) {
        if (this == BYTES) {
            return inUnits(value, new long[] {1L << 30, 1L << 20, 1L << 10}, new String[] {"GiB", "MiB", "KiB"}, "");
        }
        if (this == DURATION) {
            return inUnits(
                    value, new long[] {86_400_000, 3_600_000, 60_000, 1_000}, new String[] {"d", "h", "m", "s"}, "ms");
        }
        return Long.toString(value);
    }

    private static String inUnits(long value, long[] sizes, String[] names, String rest) {
        for (int i = 0; i < sizes.length; i++) {
            if (value != 0 && value % sizes[i] == 0) {
                return value / sizes[i] + names[i];
            }
        }
        return value + rest;
    }

    private IllegalArgumentException expected(String text) {
        return new IllegalArgumentException("expected " + words + ", not \"" + text + "\"");
    }
}
