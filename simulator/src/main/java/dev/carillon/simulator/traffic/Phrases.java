package dev.carillon.simulator.traffic;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Small talk for messages whose text nobody recorded: whole phrases, cut to a drawn length. ASCII only. */
public final class Phrases {
    private static final byte[][] PHRASES = ascii(
            "are you coming tonight?",
            "yes, a bit later",
            "the bells rang twelve already",
            "did you get my last message",
            "which one? the long one or the short one",
            "ha, I knew it",
            "try turning it off and on again",
            "see you at the station then",
            "the train is late, as ever",
            "can you send me the notes from Tuesday",
            "no idea, ask Mira",
            "that worked, thank you!",
            "still here, the rain has not stopped",
            "call me when you are home",
            "what did the log say before it stopped",
            "nothing, it just went quiet",
            "good morning",
            "I will bring bread and the blue chairs",
            "ok",
            "two tickets, row seven",
            "it is on the table under the map");

    private Phrases() {}

    private static byte[][] ascii(String... phrases) {
        byte[][] bytes = new byte[phrases.length][];
        for (int i = 0; i < phrases.length; i++) {
            bytes[i] = phrases[i].getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }

    /** A text with a length drawn from {@link TextLengths}. */
    public static byte[] text(SplittableRandom random) {
        return text(random, TextLengths.draw(random));
    }

    /** A text of so many bytes. */
    public static byte[] text(SplittableRandom random, int length) {
        byte[] text = new byte[length];
        int at = 0;
        while (at < text.length) {
            byte[] phrase = PHRASES[random.nextInt(PHRASES.length)];
            int taken = Math.min(phrase.length, text.length - at);
            System.arraycopy(phrase, 0, text, at, taken);
            at += taken;
            if (at < text.length) {
                text[at++] = ' ';
            }
        }
        return text;
    }
}
