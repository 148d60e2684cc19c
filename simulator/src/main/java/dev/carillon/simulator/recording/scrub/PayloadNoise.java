package dev.carillon.simulator.recording.scrub;

import java.util.SplittableRandom;

/**
 * Noise in place of payloads: the same for the same payload, and as long. In place of a text's words stand other, made-up
 * words of the same lengths, drawn as words followed one another in the whole recording; so it compresses as well, and which
 * word stood where is gone. Word lengths and what is between words are kept. Payloads that are no text become bytes drawn as
 * often as theirs. One thread.
 */
final class PayloadNoise {
    private final ScrubKey key;
    private final MadeWords made;
    private final Chances chances;

    PayloadNoise(ScrubKey key, Vocabulary vocabulary) {
        this.key = key;
        this.made = new MadeWords(key, vocabulary);
        this.chances = new Chances(vocabulary);
    }

    byte[] of(byte[] payload) {
        SplittableRandom random = new SplittableRandom(key.number("payload", payload));
        return Words.isText(payload) ? text(payload, random) : bytes(payload, random);
    }

    private byte[] text(byte[] payload, SplittableRandom random) {
        byte[] noise = payload.clone();
        int before = 0;
        for (int at = 0; at < payload.length; ) {
            int end = Words.end(payload, at);
            if (Words.isPart(payload[at])) {
                before = chances.draw(before, end - at, random);
                fill(noise, at, end, before, random);
            }
            at = end;
        }
        return noise;
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
