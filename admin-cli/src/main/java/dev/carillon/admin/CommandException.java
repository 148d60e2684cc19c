package dev.carillon.admin;

/** A command cannot go on; the message is for people: what was wrong, what is safe, what to do next. */
final class CommandException extends RuntimeException {
    private final int exitCode;

    CommandException(String message) {
        this(ExitCode.FAILED, message);
    }

    /** @param exitCode one of {@link ExitCode} */
    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
