package dev.carillon.simulator.recording.scrub;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Noise in place of payloads: the same for the same payload, and as long. In place of a text's words stand other, made-up
 * words of the same lengths, drawn phrase by phrase, as words followed one another in the whole recording: the same phrase
 * becomes the same noise wherever it is, so that repetitions still compress, and which word stood where is gone. How evenly
 * words are drawn is fitted to each recording. Word lengths and what is between words are kept. What is no text becomes bytes
 * drawn as often as its own. One thread.
 */
final class PayloadNoise {
    /** A phrase has so many words at least, so that none stands for a single word. */
    private static final int PHRASE_WORDS_MIN = 3;

    /** What is so likely to follow goes on with its phrase. */
    private static final double PHRASE_GOES_ON = 0.3;

    /** Powers that counts are raised to, for a try. */
    private static final double[] SHARPNESS = {0.8, 1.2, 1.4, 1.6, 1.8, 2.2, 3, 5};

    private final ScrubKey key;
    private final Vocabulary vocabulary;
    private final MadeWords made;
    private final Chances asCounted;
    private Chances chances;

    /** Whether a phrase that began with one or two words which the next seldom follows ends after its third word. */
    private boolean endsWithShort;

    PayloadNoise(ScrubKey key, Vocabulary vocabulary) {
        this.key = key;
        this.vocabulary = vocabulary;
        this.made = new MadeWords(key, vocabulary);
        this.asCounted = new Chances(vocabulary);
        this.chances = asCounted;
    }

    /**
     * Chooses how phrases are cut and how sharply words are drawn, so that the noise of a sample is as large as the sample
     * once both are compressed: phrases repeat less often than words do, and fewer words make up for it.
     *
     * @return how many times as large it is then
     */
    double fit(TextSample sample) {
        double best = sample.larger(this::of);
        endsWithShort = true;
        double other = sample.larger(this::of);
        if (isNearerToOne(other, best)) {
            best = other;
        } else {
            endsWithShort = false;
        }
        Chances bestChances = chances;
        for (double sharpness : SHARPNESS) {
            chances = asCounted.sharpened(sharpness);
            double larger = sample.larger(this::of);
            if (isNearerToOne(larger, best)) {
                best = larger;
                bestChances = chances;
            }
        }
        chances = bestChances;
        return best;
    }

    private static boolean isNearerToOne(double ratio, double than) {
        return Math.abs(Math.log(ratio)) < Math.abs(Math.log(than));
    }

    byte[] of(byte[] payload) {
        byte[] noise = payload.clone();
        TextRuns.forEach(payload, run -> {
            if (run.isText()) {
                text(payload, noise, run.from(), run.to());
            } else {
                byte[] part = Arrays.copyOfRange(payload, run.from(), run.to());
                byte[] other = bytes(part, random("bytes", part));
                System.arraycopy(other, 0, noise, run.from(), other.length);
            }
        });
        return noise;
    }

    private SplittableRandom random(String purpose, byte[] of) {
        return new SplittableRandom(key.number(purpose, of));
    }

    private void text(byte[] payload, byte[] noise, int from, int to) {
        for (int at = from; at < to; ) {
            int end = phraseEnd(payload, at, to);
            phrase(payload, noise, at, end);
            at = end;
        }
    }

    /** Cuts before a word that seldom follows the one before, so that what people often say is cut in the same places. */
    private int phraseEnd(byte[] payload, int from, int to) {
        int words = 0;
        boolean passedOver = false;
        String beforeIt = "";
        String before = "";
        int at = from;
        while (at < to) {
            int end = Words.end(payload, at, to);
            if (Words.isPart(payload[at])) {
                String word = Vocabulary.spelt(payload, at, end);
                boolean seldom = words > 0 && vocabulary.share(beforeIt, before, word) < PHRASE_GOES_ON;
                if (words >= PHRASE_WORDS_MIN && (seldom || endsWithShort && passedOver)) {
                    return at;
                }
                passedOver |= seldom;
                words++;
                beforeIt = before;
                before = word;
            }
            at = end;
        }
        return to;
    }

    /**
     * What stands for the first words depends on all of them, so that none of them can be told by its own; what stands for a
     * later word depends on all before it, so that a phrase that breaks off begins as the whole one does.
     */
    private void phrase(byte[] payload, byte[] noise, int from, int to) {
        int at = wordsEnd(payload, from, to, PHRASE_WORDS_MIN);
        int before = draw(payload, noise, from, from, at, Chances.ANYWHERE);
        while (at < to) {
            int end = wordsEnd(payload, at, to, 1);
            before = draw(payload, noise, from, at, end, before);
            at = end;
        }
    }

    /** Where so many words end, or all that is there. */
    private static int wordsEnd(byte[] payload, int from, int to, int count) {
        int at = from;
        for (int words = 0; at < to && words < count; ) {
            int end = Words.end(payload, at, to);
            words += Words.isPart(payload[at]) ? 1 : 0;
            at = end;
        }
        return at;
    }

    /** @return the last word that was drawn */
    private int draw(byte[] payload, byte[] noise, int phrase, int from, int to, int first) {
        SplittableRandom random = random("phrase", Arrays.copyOfRange(payload, phrase, to));
        int before = first;
        for (int at = from; at < to; ) {
            int end = Words.end(payload, at, to);
            if (Words.isPart(payload[at])) {
                before = chances.draw(before, end - at, random);
                fill(noise, at, end, before, random);
            }
            at = end;
        }
        return before;
    }

    private void fill(byte[] noise, int at, int end, int word, SplittableRandom random) {
        if (word > 0) {
            System.arraycopy(made.word(word), 0, noise, at, end - at);
            return;
        }
        for (int i = at; i < end; i++) {
            noise[i] = (byte) Pseudonyms.LETTERS.charAt(random.nextInt(Pseudonyms.LETTERS.length()));
        }
    }

    /** Draws with replacement from the payload's own bytes, and gives each value another one. */
    private static byte[] bytes(byte[] payload, SplittableRandom random) {
        byte[] other = new byte[256];
        for (int i = 0; i < 256; i++) {
            int j = random.nextInt(i + 1);
            other[i] = other[j];
            other[j] = (byte) i;
        }
        byte[] noise = new byte[payload.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = other[payload[random.nextInt(payload.length)] & 0xFF];
        }
        return noise;
    }
}
