package dev.carillon.admin;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How far a backup is, as a line now and then. One thread. */
final class BackupProgress {
    private static final long LINE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int BAR = 24;

    private final LongSupplier nanoTime;
    private final Consumer<String> lines;
    private final long fromNs;
    private long saidNs;
    private long bytes;

    BackupProgress(LongSupplier nanoTime, Consumer<String> lines) {
        this.nanoTime = nanoTime;
        this.lines = lines;
        this.fromNs = nanoTime.getAsLong();
        this.saidNs = fromNs;
    }

    void add(int more) {
        bytes += more;
    }

    /** What was added since then does not count: a copy broke off. */
    void back(long before) {
        bytes = before;
    }

    long bytes() {
        return bytes;
    }

    void copied(int done, int of) {
        long now = nanoTime.getAsLong();
        if (done < of && now - saidNs < LINE_NS) {
            return;
        }
        saidNs = now;
        double seconds = Math.max(1e-3, (now - fromNs) / 1e9);
        lines.accept(String.format(
                Locale.ROOT,
                "%s %3d %%  %d of %d partitions, %s, %s/s%s",
                "█".repeat(BAR * done / of) + "░".repeat(BAR - BAR * done / of),
                100 * done / of,
                done,
                of,
                Numbers.bytes(bytes),
                Numbers.bytes((long) (bytes / seconds)),
                done == of ? "" : String.format(Locale.ROOT, ", about %.0f s left", seconds * (of - done) / done)));
    }
}
