package dev.carillon.ring.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How numbers are said to people. */
final class Words {
    private static final int SHOWN = 8;
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private Words() {}

    static String partitions(List<Integer> partitions) {
        String some = partitions.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        int more = partitions.size() - SHOWN;
        return (partitions.size() == 1 ? "partition " : "partitions ")
                + some
                + (more > 0 ? " and " + count(more) + " more" : "");
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    static String time(long millis) {
        long seconds = (millis + 999) / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
