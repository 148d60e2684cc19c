package dev.carillon.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with their units, as people write them. What is wrong comes as an {@link IllegalArgumentException} for people. */
public final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(\\S*)");
    private static final Map<String, Double> TIMES = times();
    private static final Map<String, Double> BYTES = Map.of("B", 1.0, "kB", 1e3, "KiB", 1024.0);
    private static final double PERCENT = 100;

    private Quantities() {}

    private static Map<String, Double> times() {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("us", 1e3);
        units.put("ms", 1e6);
        units.put("s", 1e9);
        units.put("m", 60e9);
        units.put("h", 3_600e9);
        units.put("d", 86_400e9);
        return units;
    }

    private static Matcher parts(String text, String example) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number with a unit, such as " + example);
        }
        return parts;
    }

    /** Of a unit of time: how many ns; null if it is none. */
    static @Nullable Double nanosOf(String unit) {
        return TIMES.get(unit);
    }

    /** A time in ns, not negative. */
    public static long time(String text) {
        Matcher parts = parts(text, "20s");
        Double ns = TIMES.get(parts.group(2));
        if (ns == null) {
            throw new IllegalArgumentException("'" + text + "' "
                    + (parts.group(2).isEmpty()
                            ? "has no unit"
                            : "has a unit that is no time's, '" + parts.group(2) + "'")
                    + "; times have us, ms, s, m, h or d");
        }
        double value = Double.parseDouble(parts.group(1)) * ns;
        if (value < 0 || value > 400 * 86_400e9) {
            throw new IllegalArgumentException("a time is 0 to 400d, not " + text);
        }
        return (long) value;
    }

    /** A time that is above 0. */
    static long length(String text) {
        long ns = time(text);
        if (ns == 0) {
            throw new IllegalArgumentException("must be above 0");
        }
        return ns;
    }

    static int bytes(String text) {
        Matcher parts = parts(text, "200 B");
        Double factor = BYTES.get(parts.group(2));
        if (factor == null) {
            throw new IllegalArgumentException("'" + text + "' is no size; sizes have B, kB or KiB");
        }
        return (int) Math.round(Double.parseDouble(parts.group(1)) * factor);
    }

    /** 0 to 1. */
    static double share(String text) {
        Matcher parts = parts(text, "30 %");
        if (!parts.group(2).equals("%")) {
            throw new IllegalArgumentException("'" + text + "' is no share; shares have %, such as 30 %");
        }
        double value = Double.parseDouble(parts.group(1)) / PERCENT;
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException("a share is 0 % to 100 %, not " + text);
        }
        return value;
    }

    /** Per second, from and to: {@code 200/s}, or {@code 50/s to 300/s}. */
    static double[] rates(String text) {
        String[] ends = text.split("\\s+to\\s+", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("'" + text + "' is no rate; write 200/s, or 50/s to 300/s");
        }
        return new double[] {rate(ends[0]), rate(ends[ends.length - 1])};
    }

    private static double rate(String text) {
        Matcher parts = parts(text, "200/s");
        double value = Double.parseDouble(parts.group(1));
        double perSecond = switch (parts.group(2)) {
            case "/s" -> value;
            case "/m" -> value / 60;
            default ->
                throw new IllegalArgumentException("'" + text + "' is no rate; rates have /s or /m, such as 200/s");
        };
        if (perSecond < 0 || perSecond > 1e6) {
            throw new IllegalArgumentException("a rate is 0 to 1000000/s, not " + text);
        }
        return perSecond;
    }

    static int whole(String text, int least, int most) {
        double value = decimal(text, least, most);
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return (int) value;
    }

    static double decimal(String text, double least, double most) {
        double value;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("must be " + words(least) + " to " + words(most) + ", not " + text);
        }
        return value;
    }

    private static String words(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%.0f", number)
                : String.format(Locale.ROOT, "%s", number);
    }
}
