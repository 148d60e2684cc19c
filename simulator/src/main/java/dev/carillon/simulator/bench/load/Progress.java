package dev.carillon.simulator.bench.load;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * Tells somebody who waits what is going on: on a terminal one line that changes every second, elsewhere one line per
 * step. Waiting is done here, so that nothing waits in silence. Runs on the thread of the command.
 */
public final class Progress {
    private static final long TICK_MS = 200;
    private static final double NS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final boolean live;
    private final NanoClock clock;

    /** @param live whether {@code out} is a terminal, on which a line may be overwritten */
    public Progress(PrintStream out, boolean live, NanoClock clock) {
        this.out = out;
        this.live = live;
        this.clock = clock;
    }

    /** A step that begins or has ended. */
    public void say(String what) {
        out.print(live ? "\r\033[K" + what + System.lineSeparator() : what + System.lineSeparator());
        out.flush();
    }

    /** Waits {@code seconds}. */
    public void sleep(String what, double seconds) throws InterruptedException {
        await(new CountDownLatch(1), what, seconds);
    }

    /** Waits for the latch, at most {@code seconds}; whether it came. */
    public boolean await(CountDownLatch latch, String what, double seconds) throws InterruptedException {
        long start = clock.nanoTime();
        long limit = (long) (seconds * NS_PER_SECOND);
        if (!live && seconds > 1) {
            say(what);
        }
        while (true) {
            long elapsed = clock.nanoTime() - start;
            long rest = Math.min(TimeUnit.MILLISECONDS.toNanos(TICK_MS), limit - elapsed);
            if (rest <= 0 || latch.await(rest, TimeUnit.NANOSECONDS)) {
                clear();
                return latch.getCount() == 0;
            }
            if (live) {
                out.printf(Locale.ROOT, "\r\033[K%s  %.0f of %.0f s", what, elapsed / NS_PER_SECOND, seconds);
                out.flush();
            }
        }
    }

    /** As {@link #await}, but not to be ready in time is an error. */
    void require(CountDownLatch latch, String what, double seconds) throws InterruptedException {
        if (!await(latch, what, seconds)) {
            throw new LoadException(
                    String.format(Locale.ROOT, "%s: %d missing after %.0f s", what, latch.getCount(), seconds));
        }
    }

    private void clear() {
        if (live) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
