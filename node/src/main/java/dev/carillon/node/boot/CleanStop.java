package dev.carillon.node.boot;

import dev.carillon.node.runtime.Clock;
import dev.carillon.node.session.NodeCore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the loops to end and waits for them, within one limit for both. What is not done by then stays in the log, where
 * the next start finds it.
 */
final class CleanStop {
    private static final Logger LOG = LoggerFactory.getLogger(CleanStop.class);

    /** A full mailbox has room again after a pass. */
    private static final long ASK_AGAIN_MS = 2;

    private final NodeCore core;
    private final NodeHealth health;
    private final Clock clock;
    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void ms(long ms);
    }

    CleanStop(NodeCore core, NodeHealth health, Clock clock, Pause pause) {
        this.core = core;
        this.health = health;
        this.clock = clock;
        this.pause = pause;
    }

    /** @return whether all is in the state and every loop has ended; otherwise one line has said what was not done */
    boolean run(long timeoutMs, long reconnectAfterMs, long jitterMs) {
        long deadlineNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!core.shutdown(reconnectAfterMs, jitterMs)) {
            if (clock.nanoTime() - deadlineNs >= 0) {
                cutShort(
                        timeoutMs,
                        "a loop was too busy to hear of the stop, so its clients were not told when to come" + " back");
                return false;
            }
            pause.ms(ASK_AGAIN_MS);
        }
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - clock.nanoTime());
        if (!health.awaitDrained(Math.max(0, leftMs))) {
            cutShort(timeoutMs, "the loops had not written everything to the state");
            return false;
        }
        return true;
    }

    private static void cutShort(long timeoutMs, String why) {
        LOG.warn(
                "event=stopped clean=false exit={} detail=\"stop.timeout of {} ms is over: {}; what was acked is in the log,"
                        + " and the next start reads it\"",
                ExitCode.STOP_CUT_SHORT,
                timeoutMs,
                why);
    }
}
