package dev.carillon.simulator.recording.scrub;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Noise in place of payloads: the same for the same payload, and as long. In place of a text's words stand other, made-up
 * words of the same lengths, drawn phrase by phrase, as words followed one another in the whole recording: the same phrase
 * becomes the same noise wherever it is, so that repetitions still compress, and which word stood where is gone. Word lengths
 * and what is between words are kept. What is no text becomes bytes drawn as often as its own. One thread.
 */
final class PayloadNoise {
    /** A phrase has so many words at least, so that none stands for a single word. */
    private static final int PHRASE_WORDS_MIN = 3;

    /** Of all that follows a word, what is so frequent goes on with its phrase. */
    private static final double PHRASE_GOES_ON = 0.3;

    private final ScrubKey key;
    private final Vocabulary vocabulary;
    private final MadeWords made;
    private final Chances chances;

    PayloadNoise(ScrubKey key, Vocabulary vocabulary) {
        this.key = key;
        this.vocabulary = vocabulary;
        this.made = new MadeWords(key, vocabulary);
        this.chances = new Chances(vocabulary);
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
        int before = Chances.BEGINNING;
        for (int at = from; at < to; ) {
            int end = phraseEnd(payload, at, to);
            phrase(payload, noise, at, end, before);
            before = Chances.ANYWHERE;
            at = end;
        }
    }

    /** Cuts before a word that seldom follows the one before, so that what people often say is cut in the same places. */
    private int phraseEnd(byte[] payload, int from, int to) {
        int words = 0;
        String before = "";
        int at = from;
        while (at < to) {
            int end = Words.end(payload, at, to);
            if (Words.isPart(payload[at])) {
                String word = Vocabulary.spelt(payload, at, end);
                if (words >= PHRASE_WORDS_MIN && vocabulary.share(before, word) < PHRASE_GOES_ON) {
                    return at;
                }
                words++;
                before = word;
            }
            at = end;
        }
        return to;
    }

    private void phrase(byte[] payload, byte[] noise, int from, int to, int first) {
        SplittableRandom random = random("phrase", Arrays.copyOfRange(payload, from, to));
        int before = first;
        for (int at = from; at < to; ) {
            int end = Words.end(payload, at, to);
            if (Words.isPart(payload[at])) {
                before = chances.draw(before, end - at, random);
                fill(noise, at, end, before, random);
            }
            at = end;
        }
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
