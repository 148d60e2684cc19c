package dev.carillon.simulator.recording.scrub;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which word comes next, as likely as it did: after a certain word, or at all; always one of a certain length. What is likely
 * can be drawn more, or less, often than it was there. Immutable once made.
 */
final class Chances {
    /** In place of the word before: whatever it was. */
    static final int ANYWHERE = -1;

    private final Map<Long, Choice> after;
    private final Map<Integer, Choice> ofLength;

    /** Some words, how often each was counted, and the weights of these, added up. */
    private record Choice(int[] words, int[] counts, double[] upTo) {
        static Choice of(TreeMap<Integer, Integer> counted) {
            int[] words = new int[counted.size()];
            int[] counts = new int[counted.size()];
            int i = 0;
            for (Map.Entry<Integer, Integer> entry : counted.entrySet()) {
                words[i] = entry.getKey();
                counts[i++] = entry.getValue();
            }
            return weighed(words, counts, 1);
        }

        private static Choice weighed(int[] words, int[] counts, double sharpness) {
            double[] upTo = new double[counts.length];
            double sum = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += Math.pow(counts[i], sharpness);
                upTo[i] = sum;
            }
            return new Choice(words, counts, upTo);
        }

        Choice sharpened(double sharpness) {
            return words.length == 1 ? this : weighed(words, counts, sharpness);
        }

        int draw(SplittableRandom random) {
            double drawn = random.nextDouble() * upTo[upTo.length - 1];
            int found = Arrays.binarySearch(upTo, drawn);
            return words[Math.min(found < 0 ? -found - 1 : found + 1, words.length - 1)];
        }
    }

    Chances(Vocabulary vocabulary) {
        Map<Long, TreeMap<Integer, Integer>> afterCounts = new HashMap<>();
        vocabulary.pairs().forEach((pair, count) -> {
            int next = pair.intValue();
            afterCounts
                    .computeIfAbsent(
                            place((int) (pair >>> 32), vocabulary.word(next).length()), p -> new TreeMap<>())
                    .put(next, count);
        });
        Map<Integer, TreeMap<Integer, Integer>> lengthCounts = new HashMap<>();
        for (int word = 1; word <= vocabulary.size(); word++) {
            lengthCounts
                    .computeIfAbsent(vocabulary.word(word).length(), l -> new TreeMap<>())
                    .put(word, vocabulary.count(word));
        }
        after = new HashMap<>();
        afterCounts.forEach((place, counts) -> after.put(place, Choice.of(counts)));
        ofLength = new HashMap<>();
        lengthCounts.forEach((length, counts) -> ofLength.put(length, Choice.of(counts)));
    }

    private Chances(Chances other, double sharpness) {
        after = new HashMap<>(other.after);
        after.replaceAll((place, choice) -> choice.sharpened(sharpness));
        ofLength = new HashMap<>(other.ofLength);
        ofLength.replaceAll((length, choice) -> choice.sharpened(sharpness));
    }

    /** These with every count raised to a power: above 1 the likely words are drawn more often than they were there. */
    Chances sharpened(double sharpness) {
        return new Chances(this, sharpness);
    }

    private static long place(int before, int length) {
        return (long) before << 32 | length;
    }

    /** A word of this length after {@code before}; 0 if there is none of this length at all. */
    int draw(int before, int length, SplittableRandom random) {
        @Nullable Choice choice = after.get(place(before, length));
        if (choice == null) {
            choice = ofLength.get(length);
        }
        return choice == null ? 0 : choice.draw(random);
    }
}
