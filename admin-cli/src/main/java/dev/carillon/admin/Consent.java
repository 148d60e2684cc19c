package dev.carillon.admin;

import java.io.Console;
import java.util.Locale;

/** Asks whoever sits at the terminal. */
final class Consent {
    private Consent() {}

    /** @throws CommandException if nobody sits there */
    static boolean isGiven(String question) {
        Console console = System.console();
        if (console == null) {
            throw new CommandException(
                    ExitCode.USAGE, "Nobody can be asked here, so nothing was changed. Say --yes if it shall be done.");
        }
        String answer = console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
