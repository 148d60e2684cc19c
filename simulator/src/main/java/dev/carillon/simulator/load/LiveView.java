package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Scenario;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes on: lines that redraw themselves on a terminal, a plain line every few seconds elsewhere. Several
 * threads may call.
 */
public final class LiveView {
    private static final long TERMINAL_EVERY_MS = 500;
    private static final long PLAIN_EVERY_MS = 5_000;
    private static final String UP = "\u001b[A";
    private static final String HERE = "\r";
    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String CLEAR_LINE_TO_END = "\u001b[K";

    private final PrintWriter out;
    private final @Nullable Supplier<Screen> screen;
    private final Scenario scenario;
    /** The only one who still speaks; null while the run goes on. */
    private @Nullable Thread last;

    private int drawn;
    private int drawnColumns;

    /** @param screen asked at each drawing, since terminals change their size; null where lines cannot be drawn again */
    public LiveView(PrintWriter out, @Nullable Supplier<Screen> screen, Scenario scenario) {
        this.out = out;
        this.screen = screen;
        this.scenario = scenario;
    }

    long everyMs() {
        return screen == null ? PLAIN_EVERY_MS : TERMINAL_EVERY_MS;
    }

    /** The run is broken off: from now on nothing is drawn, and only this thread prints. @param text a line that says so */
    public synchronized void breakOff(String text) {
        last = Thread.currentThread();
        line(text);
    }

    private boolean isOver() {
        return last != null && last != Thread.currentThread();
    }

    /** Prints a line that stays, above what is redrawn. */
    public synchronized void line(String text) {
        if (isOver()) {
            return;
        }
        wipe();
        out.println(text);
        out.flush();
    }

    /** Takes the redrawn lines away. */
    public synchronized void wipe() {
        if (drawn > 0) {
            out.print(UP.repeat(drawn) + HERE + CLEAR_TO_END);
            out.flush();
        }
        drawn = 0;
    }

    /** @param target where the load goes, for people */
    synchronized void show(String target, Moment moment) {
        if (last != null) {
            return;
        }
        if (screen == null) {
            out.println(plain(moment));
        } else {
            draw(screen.get(), target, moment);
        }
        out.flush();
    }

    private void draw(Screen now, String target, Moment moment) {
        if (now.columns() < drawnColumns) {
            // A terminal that became narrower has broken the lines in a way of its own.
            wipe();
        }
        List<String> lines = LiveFrame.lines(scenario, target, moment, now);
        // Over the old ones, without a moment in which there is nothing.
        out.print(UP.repeat(drawn) + HERE);
        lines.forEach(line -> out.println(line + CLEAR_LINE_TO_END));
        out.print(CLEAR_TO_END);
        drawn = lines.size();
        drawnColumns = now.columns();
    }

    private String plain(Moment moment) {
        Second last = moment.last();
        double left = scenario.runNs() / 1e9 - moment.elapsed();
        List<FaultMark> faults = moment.faults();
        return String.format(
                Locale.ROOT,
                "%4.0f s  %s: asked %,d/s acked %,d/s, deliver p50 %s p99 %s, ack p99 %s, %,d connected, %s%s, %s",
                moment.elapsed(),
                left > 0 ? last.phase() : "the last arrive",
                last.asked(),
                last.acked(),
                Shown.ms(last.deliver().p50()),
                Shown.ms(last.deliver().p99()),
                Shown.ms(last.ack().p99()),
                last.connected(),
                faults.isEmpty() ? "" : faults(faults) + ", ",
                moment.now().wrong() == 0
                        ? String.format(Locale.ROOT, "all right so far, %,d under way", moment.underWay())
                        : String.format(
                                Locale.ROOT,
                                "WRONG SO FAR: %,d deliveries",
                                moment.now().wrong()),
                (left > 0 ? String.format(Locale.ROOT, "%.0f s left", Math.ceil(left)) : moment.waitingFor())
                        + (moment.inTheWay().isEmpty() ? "" : ", " + moment.inTheWay()));
    }

    private static String faults(List<FaultMark> faults) {
        FaultMark last = faults.get(faults.size() - 1);
        return faults.size() + (faults.size() == 1 ? " fault" : " faults") + ", " + (last.isOver() ? "last " : "now ")
                + last.name();
    }
}
