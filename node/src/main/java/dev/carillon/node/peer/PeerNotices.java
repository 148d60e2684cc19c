package dev.carillon.node.peer;

import dev.carillon.node.runtime.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Troubles with other nodes, in sentences, each at once and then once per interval however often it happens. Any thread.
 */
public final class PeerNotices {
    /** Troubles told apart; strangers can cause any number, and share a line from there on. */
    private static final int SUBJECTS_MAX = 256;

    private final Clock clock;
    private final long intervalNs;
    private final Consumer<String> log;
    private final Map<String, Notice> notices = new HashMap<>();
    private long told;

    private static final class Notice {
        private long nextNs;
        private long unsaid;
    }

    public PeerNotices(Clock clock, Duration interval, Consumer<String> log) {
        this.clock = clock;
        this.intervalNs = interval.toNanos();
        this.log = log;
    }

    /** @param subject what makes two troubles the same */
    synchronized void tell(String subject, String sentence) {
        told++;
        long nowNs = clock.nanoTime();
        String key = notices.size() < SUBJECTS_MAX || notices.containsKey(subject) ? subject : "";
        Notice notice = notices.get(key);
        if (notice == null) {
            notice = new Notice();
            notices.put(key, notice);
        } else if (notice.nextNs - nowNs > 0) {
            notice.unsaid++;
            return;
        }
        log.accept(notice.unsaid == 0 ? sentence : sentence + " (" + notice.unsaid + " more times before this one.)");
        notice.nextNs = nowNs + intervalNs;
        notice.unsaid = 0;
    }

    /** How many troubles there were, said or not. */
    public synchronized long count() {
        return told;
    }

    /** Text of another node, made fit for a log line. */
    static String clean(String text) {
        String clipped = text.length() > 500 ? text.substring(0, 500) : text;
        return clipped.replaceAll("\\p{Cntrl}", "?");
    }
}
