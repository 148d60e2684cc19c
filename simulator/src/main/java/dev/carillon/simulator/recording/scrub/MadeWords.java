package dev.carillon.simulator.recording.scrub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A made-up word for each word of a vocabulary, of the same length, so that what is drawn in their place repeats as often.
 * Made of syllables without vowels, some more frequent than others, as compressible as words are among themselves; made
 * again as long as there is an original word in it. One thread.
 */
final class MadeWords {
    private static final int SYLLABLES = 56;
    private static final int TRIES = 200;
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz";
    private static final String DIGITS = "0123456789";
    /** Beyond the alphabets that people write in: the last resort of a word that always hits an original one. */
    private static final String SIGNS = "^~`";

    private final ScrubKey key;
    private final Vocabulary vocabulary;
    private final String[] syllables = new String[SYLLABLES];
    private final Map<Integer, byte[]> made = new HashMap<>();

    MadeWords(ScrubKey key, Vocabulary vocabulary) {
        this.key = key;
        this.vocabulary = vocabulary;
        SplittableRandom random = new SplittableRandom(key.number("syllables", new byte[0]));
        for (int i = 0; i < SYLLABLES; i++) {
            syllables[i] = "" + letter(random, LETTERS) + letter(random, LETTERS);
        }
    }

    private static char letter(SplittableRandom random, String from) {
        return from.charAt(random.nextInt(from.length()));
    }

    byte[] word(int number) {
        return made.computeIfAbsent(number, n -> make(n).getBytes(StandardCharsets.US_ASCII));
    }

    private String make(int number) {
        String word = vocabulary.word(number);
        // The number comes from the order of first appearance, not from the word: it tells nothing.
        byte[] which = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        SplittableRandom random = new SplittableRandom(key.number("word", which));
        boolean digits = word.chars().allMatch(c -> c >= '0' && c <= '9');
        for (int i = 0; i < TRIES; i++) {
            String spelt = spell(random, word.length(), digits && i < TRIES / 2);
            if (!vocabulary.isTold(spelt)) {
                return spelt;
            }
        }
        StringBuilder signs = new StringBuilder();
        while (signs.length() < word.length()) {
            signs.append(letter(random, SIGNS));
        }
        return signs.toString();
    }

    private String spell(SplittableRandom random, int length, boolean digits) {
        StringBuilder spelt = new StringBuilder(length + 2);
        while (spelt.length() < length) {
            if (digits) {
                spelt.append(letter(random, DIGITS));
            } else {
                // The square makes the first ones frequent.
                double drawn = random.nextDouble();
                spelt.append(syllables[(int) (SYLLABLES * drawn * drawn)]);
            }
        }
        spelt.setLength(length);
        return spelt.toString();
    }
}
