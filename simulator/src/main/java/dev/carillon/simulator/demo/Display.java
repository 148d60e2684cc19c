package dev.carillon.simulator.demo;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows snapshots while the demonstration runs: two lines that redraw themselves on a terminal, plain lines elsewhere.
 * {@link #show} and {@link #line} may be called by different threads.
 */
final class Display {
    /** How often to call {@link #show}, in ms. */
    static final long TERMINAL_EVERY_MS = 200;

    static final long PLAIN_EVERY_MS = 2_000;

    /** Seconds left beyond which a guess helps nobody. */
    private static final int LEFT_SHOWN_MAX = 3_600;

    private static final int BAR = 20;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String UP = "\u001b[A";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean drawn;

    Display(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    long everyMs() {
        return terminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    }

    /** Redraws, or prints one more line. */
    synchronized void show(Status.Snapshot s) {
        if (terminal) {
            wipe();
            out.println(bar(s));
            out.print(counts(s));
            drawn = true;
        } else {
            out.println(plain(s));
        }
        out.flush();
    }

    /** Prints a line that stays, above what is redrawn. */
    synchronized void line(String text) {
        wipe();
        out.println(text);
        out.flush();
    }

    /** Takes the redrawn lines away. */
    synchronized void wipe() {
        if (drawn) {
            out.print(CLEAR_LINE + UP + CLEAR_LINE);
            drawn = false;
        }
    }

    private static String bar(Status.Snapshot s) {
        int full = (int) (BAR * s.done());
        return String.format(
                Locale.ROOT,
                "%4.0f s  %-21s [%s%s] %3.0f %%  %,5d connected%s",
                s.seconds(),
                s.phase().words(),
                "#".repeat(full),
                "-".repeat(BAR - full),
                Math.floor(100 * s.done()),
                s.connected(),
                left(s));
    }

    private static String counts(Status.Snapshot s) {
        return String.format(
                Locale.ROOT,
                "        sent %,d  acked %,d  delivered %,d  %s",
                s.totals().sent(),
                s.totals().acked(),
                s.totals().delivered(),
                quantiles(s.deliver()));
    }

    private static String plain(Status.Snapshot s) {
        return String.format(
                Locale.ROOT,
                "%4.0f s  %s, %.0f %%: sent %,d, acked %,d, delivered %,d, %s, %,d connected%s",
                s.seconds(),
                s.phase().words(),
                Math.floor(100 * s.done()),
                s.totals().sent(),
                s.totals().acked(),
                s.totals().delivered(),
                quantiles(s.deliver()),
                s.connected(),
                left(s));
    }

    private static String left(Status.Snapshot s) {
        return s.secondsLeft() < 0 || s.secondsLeft() > LEFT_SHOWN_MAX
                ? ""
                : String.format(Locale.ROOT, ", %.0f s left", Math.ceil(s.secondsLeft()));
    }

    static String quantiles(Status.Quantiles q) {
        return q.count() == 0 ? "p50 - p99 -" : "p50 " + ms(q.p50Ms()) + " p99 " + ms(q.p99Ms());
    }

    static String ms(double ms) {
        return ms >= 1_000
                ? String.format(Locale.ROOT, "%.1f s", ms / 1_000)
                : String.format(Locale.ROOT, ms < 10 ? "%.2f ms" : "%.0f ms", ms);
    }
}
