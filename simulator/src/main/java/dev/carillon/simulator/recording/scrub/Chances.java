package dev.carillon.simulator.recording.scrub;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which word comes next, as likely as it did: after a certain word, or at all; always one of a certain length. Immutable
 * once made.
 */
final class Chances {
    /** In place of the word before: the beginning of a text. */
    static final int BEGINNING = 0;

    /** In place of the word before: whatever it was. */
    static final int ANYWHERE = -1;

    private final Map<Long, Choice> after = new HashMap<>();
    private final Map<Integer, Choice> ofLength = new HashMap<>();

    /** Some words and how often each was counted, added up. */
    private record Choice(int[] words, long[] upTo) {
        static Choice of(TreeMap<Integer, Integer> counts) {
            int[] words = new int[counts.size()];
            long[] upTo = new long[counts.size()];
            int i = 0;
            long sum = 0;
            for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
                words[i] = entry.getKey();
                sum += entry.getValue();
                upTo[i++] = sum;
            }
            return new Choice(words, upTo);
        }

        int draw(SplittableRandom random) {
            long drawn = random.nextLong(upTo[upTo.length - 1]);
            int found = java.util.Arrays.binarySearch(upTo, drawn + 1);
            return words[found < 0 ? -found - 1 : found];
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
        afterCounts.forEach((place, counts) -> after.put(place, Choice.of(counts)));
        Map<Integer, TreeMap<Integer, Integer>> lengthCounts = new HashMap<>();
        for (int word = 1; word <= vocabulary.size(); word++) {
            lengthCounts
                    .computeIfAbsent(vocabulary.word(word).length(), l -> new TreeMap<>())
                    .put(word, vocabulary.count(word));
        }
        lengthCounts.forEach((length, counts) -> ofLength.put(length, Choice.of(counts)));
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
