package dev.carillon.admin;

import java.util.List;

/** Numbers for people. */
final class Numbers {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Numbers() {}

    /** Ascending numbers, runs of them as a range: {@code 0–3, 7}. */
    static String of(List<Integer> ascending) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < ascending.size(); i++) {
            int from = ascending.get(i);
            while (i + 1 < ascending.size() && ascending.get(i + 1) == ascending.get(i) + 1) {
                i++;
            }
            int to = ascending.get(i);
            out.append(out.isEmpty() ? "" : ", ").append(from).append(to == from ? "" : "–" + to);
        }
        return out.toString();
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** A time in the largest two units that fit: {@code 3d 4h}. */
    static String time(long ms) {
        long s = ms / 1_000;
        if (s < 60) {
            return s + "s";
        }
        if (s < 3_600) {
            return s / 60 + "m " + s % 60 + "s";
        }
        return s < 86_400 ? s / 3_600 + "h " + s % 3_600 / 60 + "m" : s / 86_400 + "d " + s % 86_400 / 3_600 + "h";
    }
}
