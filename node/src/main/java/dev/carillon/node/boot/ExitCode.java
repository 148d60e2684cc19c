package dev.carillon.node.boot;

/** What a process's end says. */
final class ExitCode {
    static final int OK = 0;

    /** The command did not do what it should; standard error says why. */
    static final int FAILED = 1;

    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;

    /** A running node had to stop: its disk failed, or something that should never happen did. Acked sends are safe. */
    static final int NODE_FAILED = 70;

    /** A stop was cut short when its time was up. Acked sends are safe: the next start reads them from the log. */
    static final int STOP_CUT_SHORT = 71;

    /** An operator asked for a restart: whoever started the node starts it again. */
    static final int RESTART = 72;

    private ExitCode() {}
}
