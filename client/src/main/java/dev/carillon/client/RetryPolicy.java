package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.protocol.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what follows when a connection has ended (PROTOCOL.md, sections 16 and 17.1); {@link DeviceSession} does it. */
final class RetryPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);
    private static final int BUGS_MAX = 3;
    /** A connection that lasted this long was a good one: the back-off begins anew after it. */
    private static final long GOOD_CONNECTION_MS = 10_000;
    /** Two copies of a device that take each other's place do so within this time. */
    private static final long ONCE_WITHIN_MS = 60_000;

    private static final long ONCE_AFTER_MS = 1_000;

    private final ClientLoop loop;
    private final ClientLimits limits;
    private final Credentials credentials;
    private final BackOff backOff;
    private long onlineSinceMs = -1;
    private int bugs;
    /** When it last tried again what is tried again only once. */
    private long onceAtMs = Long.MIN_VALUE;

    RetryPolicy(ClientLoop loop, ClientLimits limits, Credentials credentials) {
        this.loop = loop;
        this.limits = limits;
        this.credentials = credentials;
        this.backOff = new BackOff(loop, limits);
    }

    void online() {
        onlineSinceMs = loop.nowMs();
    }

    /** @param enrolling whether the node was asked to enrol this device */
    NextStep after(Ending ending, boolean enrolling) {
        if (onlineSinceMs >= 0 && loop.nowMs() - onlineSinceMs >= GOOD_CONNECTION_MS) {
            backOff.reset();
        }
        onlineSinceMs = -1;
        RetryRule rule = RetryRule.of(ending.code());
        bugs = rule == RetryRule.BUG ? bugs + 1 : 0;
        return switch (rule) {
            case RETRY -> again(ending);
            case ONCE -> once(ending);
            case FINAL -> stop(ending, ending.code() == ErrorCode.SEQ_AHEAD ? Misfit.WHAT_TO_DO : "");
            case NEW_TOKEN ->
                credentials.renewable() ? again(ending) : stop(ending, " Get a new token and connect again.");
            case NEW_DEVICE ->
                enrolling && ending.code() == ErrorCode.NOT_ENROLLED
                        ? stop(ending, " The node does not enrol this device.")
                        : newDevice(ending);
            case BUG -> bug(ending);
        };
    }

    private NextStep once(Ending ending) {
        long nowMs = loop.nowMs();
        if (onceAtMs != Long.MIN_VALUE && nowMs - onceAtMs <= ONCE_WITHIN_MS) {
            return stop(ending, " It happened again: another copy of this device is running.");
        }
        onceAtMs = nowMs;
        // Not the back-off: of two copies, the one that waited longer would come again when the other has forgotten.
        return new NextStep.Again(ending.sentence(), ending.afterMs() + backOff.upTo(ONCE_AFTER_MS));
    }

    private NextStep bug(Ending ending) {
        LOG.error("{} This client or the node has a bug.", ending.sentence());
        return bugs < BUGS_MAX ? again(ending) : stop(ending, " This was the third time in a row; please report it.");
    }

    private NextStep newDevice(Ending ending) {
        return new NextStep.AgainAsNewDevice(
                ending.sentence(), delayMs(ending), ending.code() != ErrorCode.DEVICE_RETIRED);
    }

    private NextStep again(Ending ending) {
        return new NextStep.Again(ending.sentence(), delayMs(ending));
    }

    private static NextStep stop(Ending ending, String advice) {
        return new NextStep.Stop(ending.sentence() + advice, ending.code());
    }

    private long delayMs(Ending ending) {
        long jitter = ending.jitterMs() == Ending.OWN_BACK_OFF ? backOff.nextMs() : backOff.upTo(ending.jitterMs());
        return ending.afterMs() + jitter;
    }

    /** When to send again what was refused for now. */
    long resendDelayMs(long nodeMs) {
        return nodeMs + backOff.upTo(limits.backOffMinMs());
    }
}
