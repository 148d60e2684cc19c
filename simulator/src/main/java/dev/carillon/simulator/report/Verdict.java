package dev.carillon.simulator.report;

import java.util.List;

/**
 * What came of it, in a word and a sentence.
 *
 * @param colour green, or red
 * @param sentence what must be known by those who read nothing else
 * @param reasons why, one sentence each; may be empty when all is well
 */
public record Verdict(Colour colour, String sentence, List<String> reasons) {
    /** Always shown as a word, too. */
    public enum Colour {
        GREEN,
        RED
    }

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public static Verdict green(String sentence) {
        return new Verdict(Colour.GREEN, sentence, List.of());
    }

    public static Verdict red(String sentence, List<String> reasons) {
        return new Verdict(Colour.RED, sentence, reasons);
    }

    public boolean isGreen() {
        return colour == Colour.GREEN;
    }
}
