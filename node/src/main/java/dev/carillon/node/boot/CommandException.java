package dev.carillon.node.boot;

/** A command cannot go on; the message is for people: what was wrong, what is safe, what to do next. */
final class CommandException extends RuntimeException {
    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
