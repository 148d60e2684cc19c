package dev.carillon.admin;

/** A command cannot go on; the message is for people: what was wrong, what is safe, what to do next. */
final class CommandException extends RuntimeException {
    CommandException(String message) {
        super(message);
    }
}
