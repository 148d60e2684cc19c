package dev.carillon.client.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a typed line means. */
sealed interface ChatInput {
    record Nothing() implements ChatInput {}

    record Quit() implements ChatInput {}

    record Help() implements ChatInput {}

    /** From now on, to {@code peer}. */
    record Turn(String peer) implements ChatInput {}

    record Say(String peer, String text) implements ChatInput {}

    /** The line says nothing that can be done; {@code hint} says what would. */
    record Unclear(String hint) implements ChatInput {}

    Pattern TO_AND_TEXT = Pattern.compile("/to\\s+(\\S+)(?:\\s+(.+))?");
    /** A name, a colon, a space: so that "http://x" and "10:30" are text. */
    Pattern ADDRESSED = Pattern.compile("([^\\s:/]{1,64}): +(.+)");

    /**
     * @param current whom one is talking to; empty for nobody yet
     * @param example whom hints name; somebody else than the user
     */
    static ChatInput parse(String line, String current, String example) {
        String text = line.strip();
        Matcher to = TO_AND_TEXT.matcher(text);
        Matcher addressed = ADDRESSED.matcher(text);
        if (text.isEmpty()) {
            return new Nothing();
        } else if (text.equals("/quit") || text.equals("/exit") || text.equals("/q")) {
            return new Quit();
        } else if (text.equals("/help") || text.equals("/?")) {
            return new Help();
        } else if (to.matches()) {
            return to.group(2) == null ? new Turn(to.group(1)) : new Say(to.group(1), to.group(2));
        } else if (text.startsWith("//")) {
            return say(current, text.substring(1), example);
        } else if (text.startsWith("/")) {
            return new Unclear("\"" + text.split("\\s")[0]
                    + "\" is no command; /help lists them. To send a line that begins " + "with a slash, type two.");
        } else if (addressed.matches()) {
            return new Say(addressed.group(1), addressed.group(2));
        }
        return say(current, text, example);
    }

    private static ChatInput say(String current, String text, String example) {
        return current.isEmpty()
                ? new Unclear(
                        "To whom? Type \"" + example + ": hi\", or \"/to " + example + "\" and then your message.")
                : new Say(current, text);
    }
}
