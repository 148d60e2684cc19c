package dev.carillon.node.admin;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of callers that had no good operator's token: the first one at once, then at most one line in ten seconds with how
 * many there were, so that nobody fills the disk by asking. Any thread.
 */
final class RefusedOperators {
    private static final long QUIET_SECONDS = 10;

    private final LongSupplier epochSeconds;
    private final Consumer<String> notices;
    private boolean told;
    private long toldAt;
    private long untold;

    /** @param notices hears, for people, who was refused and why */
    RefusedOperators(LongSupplier epochSeconds, Consumer<String> notices) {
        this.epochSeconds = epochSeconds;
        this.notices = notices;
    }

    /** @param from where the call came from; nothing that the caller has written may be in it, nor in {@code why} */
    synchronized void refused(String from, String why) {
        long now = epochSeconds.getAsLong();
        // A clock that was put back must not silence it.
        if (told && now >= toldAt && now - toldAt < QUIET_SECONDS) {
            untold++;
            return;
        }
        notices.accept("from=" + from + " why=\"" + why + "\" more_since_last=" + untold);
        told = true;
        toldAt = now;
        untold = 0;
    }
}
