package dev.carillon.simulator.recording.scrub;

/**
 * Where the words of a text are: runs of letters, digits and everything beyond ASCII. What is between them is kept as it
 * is. Stateless.
 */
final class Words {
    private Words() {}

    static boolean isPart(byte b) {
        return b < 0 || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    }

    /** Where the word ends that begins at {@code from}, or where the next begins if none does; at most {@code to}. */
    static int end(byte[] text, int from, int to) {
        boolean word = isPart(text[from]);
        int at = from + 1;
        while (at < to && isPart(text[at]) == word) {
            at++;
        }
        return at;
    }

    /** Whether bytes are text: no control characters but tabs and line ends. */
    static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (!isTextByte(b)) {
                return false;
            }
        }
        return true;
    }

    static boolean isTextByte(byte b) {
        return (b < 0 || b >= 0x20 || b == '\t' || b == '\n' || b == '\r') && b != 0x7F;
    }
}
