package dev.carillon.simulator.recording;

import java.nio.file.Path;

/** A file cannot be read as a recording; the message goes on after the file's name. */
public final class BadRecordingException extends Exception {
    public BadRecordingException(String reason) {
        super(reason);
    }

    /** {@code FILE is no recording: …}. */
    public String sentence(Path file) {
        return file + " " + getMessage();
    }
}
