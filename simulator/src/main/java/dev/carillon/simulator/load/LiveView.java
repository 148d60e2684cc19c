package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Scenario;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes on: lines that redraw themselves on a terminal, a plain line every few seconds elsewhere. Several
 * threads may call.
 */
public final class LiveView {
    private static final long TERMINAL_EVERY_MS = 500;
    private static final long PLAIN_EVERY_MS = 5_000;
    private static final int BAR = 24;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String UP = "\u001b[A";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintWriter out;
    private final boolean terminal;
    private final Scenario scenario;
    private int drawn;
    private Timeline.@Nullable Sum before;
    private Timeline.@Nullable Sum last;

    /** @param terminal whether lines can be drawn again */
    public LiveView(PrintWriter out, boolean terminal, Scenario scenario) {
        this.out = out;
        this.terminal = terminal;
        this.scenario = scenario;
    }

    long everyMs() {
        return terminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    }

    /** Prints a line that stays, above what is redrawn. */
    public synchronized void line(String text) {
        wipe();
        out.println(text);
        out.flush();
    }

    /** Takes the redrawn lines away. */
    public synchronized void wipe() {
        for (int i = 0; i < drawn; i++) {
            out.print(UP + CLEAR_LINE);
        }
        drawn = 0;
        out.flush();
    }

    synchronized void show(Timeline.@Nullable Sum now, double seconds, List<FaultMark> faults) {
        if (now == null) {
            return;
        }
        Timeline.Sum old = last;
        if (old == null || old.second() != now.second()) {
            before = old;
            last = now;
        }
        wipe();
        List<String> lines = terminal ? terminalLines(now, seconds, faults) : List.of(plain(now, seconds, faults));
        lines.forEach(out::println);
        drawn = terminal ? lines.size() : 0;
        out.flush();
    }

    private List<String> terminalLines(Timeline.Sum now, double seconds, List<FaultMark> faults) {
        double done = Math.min(1, seconds * 1e9 / scenario.runNs());
        int full = (int) (BAR * done);
        String colour = now.wrong() > 0 ? RED : GREEN;
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%4.0f s  %-16s [%s%s]  %s",
                        seconds,
                        phase(now, done),
                        "#".repeat(full),
                        "-".repeat(BAR - full),
                        left(seconds)),
                "        " + rates(now) + String.format(Locale.ROOT, "   %,d connected", now.connected()),
                "        " + times(now),
                "        " + (faults.isEmpty() ? "no faults" : YELLOW + faults(faults) + PLAIN) + "   " + colour
                        + verdict(now) + PLAIN);
    }

    private String plain(Timeline.Sum now, double seconds, List<FaultMark> faults) {
        double done = Math.min(1, seconds * 1e9 / scenario.runNs());
        return String.format(
                Locale.ROOT,
                "%4.0f s  %s: %s, %s, %,d connected, %s%s, %s",
                seconds,
                phase(now, done),
                rates(now),
                times(now),
                now.connected(),
                faults.isEmpty() ? "" : faults(faults) + ", ",
                verdict(now),
                left(seconds));
    }

    private String phase(Timeline.Sum now, double done) {
        return done >= 1
                ? "the last arrive"
                : scenario.phases().get(now.phase()).name();
    }

    private String left(double seconds) {
        double left = scenario.runNs() / 1e9 - seconds;
        return left > 0 ? String.format(Locale.ROOT, "%.0f s left", Math.ceil(left)) : "waiting for what is pending";
    }

    private String rates(Timeline.Sum now) {
        Timeline.Sum old = before;
        int seconds = old == null ? now.second() + 1 : Math.max(1, now.second() - old.second());
        long asked = now.asked() - (old == null ? 0 : old.asked());
        long acked = now.acked() - (old == null ? 0 : old.acked());
        return String.format(Locale.ROOT, "asked %,d/s acked %,d/s", asked / seconds, acked / seconds);
    }

    private static String times(Timeline.Sum now) {
        Quantiles delivered = now.timed(Meter.Timed.DELIVER);
        Quantiles acked = now.timed(Meter.Timed.ACK);
        return "deliver p50 " + Shown.ms(delivered.p50()) + " p99 " + Shown.ms(delivered.p99()) + ", ack p99 "
                + Shown.ms(acked.p99());
    }

    private static String faults(List<FaultMark> faults) {
        FaultMark last = faults.get(faults.size() - 1);
        return faults.size() + (faults.size() == 1 ? " fault" : " faults") + ", " + (last.isOver() ? "last " : "now ")
                + last.kind() + (last.node() > 0 ? " of node " + last.node() : "");
    }

    private static String verdict(Timeline.Sum now) {
        return now.wrong() == 0
                ? String.format(
                        Locale.ROOT,
                        "all right so far, %,d under way",
                        Math.max(0, now.sent() - now.delivered() - now.failed()))
                : String.format(Locale.ROOT, "WRONG SO FAR: %,d deliveries", now.wrong());
    }
}
