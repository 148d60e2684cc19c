package dev.carillon.simulator.capacity;

import java.util.Locale;

/** Sizes and times for people. */
final class Words {
    private static final double GIB = 0x1p30;
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;
    private static final double YEARS_SHOWN = 240;
    private static final double MONTHS = 12;

    private Words() {}

    static String count(double number) {
        if (number >= 1e6) {
            return format(number % 1e6 == 0 ? "%,.0f million" : "%,.1f million", number / 1e6);
        }
        return format("%,.0f", number);
    }

    static String size(double bytes) {
        return bytes >= 1024 * GIB
                ? format("%,.1f TiB", bytes / GIB / 1024)
                : format(bytes >= 10 * GIB ? "%,.0f GiB" : "%,.2f GiB", bytes / GIB);
    }

    static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "never";
        }
        if (seconds < 2 * MINUTE) {
            return format(seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        if (seconds < 2 * HOUR) {
            return format("%.0f minutes", seconds / MINUTE);
        }
        return seconds < 2 * DAY ? format("%.1f hours", seconds / HOUR) : format("%.1f days", seconds / DAY);
    }

    static String months(double months) {
        if (months <= 0) {
            return "now";
        }
        if (!(months < YEARS_SHOWN)) {
            return "not within 20 years";
        }
        if (months < 2) {
            return "within two months";
        }
        return months < 2 * MONTHS ? format("in %.0f months", months) : format("in %.1f years", months / MONTHS);
    }

    static String percent(double share) {
        return format(share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100);
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
