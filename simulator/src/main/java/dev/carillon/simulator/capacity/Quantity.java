package dev.carillon.simulator.capacity;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them: {@code 10M}, {@code 20%}, {@code 32G}, {@code 1Gbit}. */
final class Quantity {
    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z%]*)");
    private static final Map<String, Double> COUNTS = Map.of("", 1.0, "K", 1e3, "M", 1e6, "G", 1e9, "B", 1e9);
    private static final Map<String, Double> BYTES = Map.of(
            "", 1.0, "B", 1.0, "K", 0x1p10, "KIB", 0x1p10, "M", 0x1p20, "MIB", 0x1p20, "G", 0x1p30, "GIB", 0x1p30, "T",
            0x1p40, "TIB", 0x1p40);
    private static final Map<String, Double> BITS = Map.of("MBIT", 1e6, "GBIT", 1e9);
    private static final Map<String, Double> SHARES = Map.of("%", 0.01, "", 1.0);

    private Quantity() {}

    /** A number of things: 250, 10k, 10M. */
    static double count(String what, String text) {
        return parsed(what, text, COUNTS, "a number such as 500k or 10M");
    }

    /** Memory or disk: 80, 64K, 32G, 1T; powers of 1,024. */
    static double bytes(String what, String text) {
        return parsed(what, text, BYTES, "a number of bytes such as 80, 32G or 1T");
    }

    /** A network: 100Mbit, 10Gbit; bits per second, powers of 1,000. */
    static double bits(String what, String text) {
        return parsed(what, text, BITS, "a rate such as 500Mbit or 10Gbit");
    }

    /** A share: 20% or 0.2; 0 to 1. */
    static double share(String what, String text) {
        double share = parsed(what, text, SHARES, "a share such as 20%");
        if (share > 1) {
            throw new PlanException(what + " is " + text + "; a share is at most 100%");
        }
        return share;
    }

    private static double parsed(String what, String text, Map<String, Double> units, String wanted) {
        Matcher matcher = NUMBER.matcher(text.strip());
        Double unit = matcher.matches() ? units.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new PlanException(what + " is '" + text + "'; it must be " + wanted);
        }
        return Double.parseDouble(matcher.group(1)) * unit;
    }
}
