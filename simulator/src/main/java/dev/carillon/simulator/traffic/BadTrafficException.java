package dev.carillon.simulator.traffic;

/** A traffic file cannot be replayed; says on which line and why, in words for the person who named the file. */
public final class BadTrafficException extends Exception {
    private final int line;

    /** @param line from 1; 0 if the file as a whole is meant */
    public BadTrafficException(int line, String reason) {
        super(reason);
        this.line = line;
    }

    public int line() {
        return line;
    }

    /** {@code FILE, line 17: reason}. */
    public String sentence(String file) {
        return file + (line > 0 ? ", line " + line : "") + ": " + getMessage();
    }
}
