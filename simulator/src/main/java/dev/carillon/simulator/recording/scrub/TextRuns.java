package dev.carillon.simulator.recording.scrub;

import java.util.function.Consumer;

/**
 * Where a payload is text and where it is not: an envelope of fields and lengths with what somebody wrote in it is both.
 * Stateless.
 */
final class TextRuns {
    /** Bytes of a run of text among others; random bytes have one so long in a hundred kilobytes. */
    static final int SHORTEST = 12;

    private TextRuns() {}

    /**
     * A part of a payload.
     *
     * @param from index of its first byte
     * @param to index behind its last
     */
    record Run(int from, int to, boolean isText) {}

    /** Tells all parts in their order; a payload that is text as a whole is one. */
    static void forEach(byte[] payload, Consumer<Run> runs) {
        if (Words.isText(payload)) {
            runs.accept(new Run(0, payload.length, true));
            return;
        }
        int told = 0;
        int at = 0;
        while (at < payload.length) {
            int end = textEnd(payload, at);
            if (end - at >= SHORTEST) {
                if (at > told) {
                    runs.accept(new Run(told, at, false));
                }
                runs.accept(new Run(at, end, true));
                told = end;
            }
            at = Math.max(end, at + 1);
        }
        if (told < payload.length) {
            runs.accept(new Run(told, payload.length, false));
        }
    }

    /** Where characters in UTF-8 end, of those that texts have. */
    private static int textEnd(byte[] payload, int from) {
        int at = from;
        while (at < payload.length) {
            int length = characterLength(payload, at);
            if (length == 0) {
                break;
            }
            at += length;
        }
        return at;
    }

    /** 0 if there is none. */
    private static int characterLength(byte[] payload, int at) {
        int first = payload[at] & 0xFF;
        if (first < 0x80) {
            return Words.isTextByte(payload[at]) ? 1 : 0;
        }
        int length = first >= 0xF0 && first < 0xF5
                ? 4
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
        if (length == 0 || at + length > payload.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((payload[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
