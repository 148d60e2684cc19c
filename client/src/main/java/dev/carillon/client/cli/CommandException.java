package dev.carillon.client.cli;

/** A command cannot go on; the message is for people: what was wrong, what is safe, what to do next. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }
}
