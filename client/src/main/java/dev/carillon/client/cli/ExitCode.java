package dev.carillon.client.cli;

/** What a command's end says. */
final class ExitCode {
    static final int OK = 0;

    /** The command did not do what it should; standard error says why. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    private ExitCode() {}
}
