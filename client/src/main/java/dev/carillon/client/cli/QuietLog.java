package dev.carillon.client.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** A command's screen belongs to the command: the library's log stays quiet, errors are told as sentences. */
final class QuietLog {
    private QuietLog() {}

    static void begin() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(Level.OFF);
        }
    }
}
