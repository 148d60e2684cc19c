package dev.carillon.node.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant to write: the key at the smallest edit distance (Levenshtein). */
public final class NearestKey {
    private NearestKey() {}

    /** The nearest of {@code keys}, or null if all differ in more than half of their letters. */
    public static @Nullable String to(String written, Collection<String> keys) {
        String nearest = null;
        int best = Integer.MAX_VALUE;
        for (String key : keys) {
            int distance = distance(written, key);
            if (distance < best && distance <= Math.max(written.length(), key.length()) / 2) {
                best = distance;
                nearest = key;
            }
        }
        return nearest;
    }

    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
