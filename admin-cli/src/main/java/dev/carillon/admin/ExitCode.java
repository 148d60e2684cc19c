package dev.carillon.admin;

/** What a command's end says. */
final class ExitCode {
    static final int OK = 0;

    /** The command did not do what it should; standard error says why. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** No node answered. */
    static final int NOT_REACHED = 3;

    /** The node does not take the operator's token. */
    static final int NOT_ALLOWED = 4;

    /** A check found something that should be mended. */
    static final int TROUBLE = 5;

    /** Nobody could decide it now; nothing was changed, and it may be asked for again. */
    static final int NOT_NOW = 6;

    /** Whether it was done is not known. */
    static final int NOT_KNOWN = 7;

    private ExitCode() {}
}
