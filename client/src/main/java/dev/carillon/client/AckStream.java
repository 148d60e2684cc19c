package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * RECV_ACKs on one connection (PROTOCOL.md, section 9.2). An ack is cumulative, so it waits a few milliseconds for company; it goes at once when
 * many messages or bytes are owed, and with anything else that is written anyway.
 */
final class AckStream {
    private static final int WIDE_ADVANCE_MAX = 32_767;
    /** Acks go out when this part of the deliver window is owed, so that the node never waits for one. */
    private static final int WINDOW_PART = 4;

    private final DeviceSession session;
    private final Runnable pump;
    private final long every;
    private final long everyBytes;
    private final DeliverWindow window;
    private long acked;
    /** The first item that is not acked, or 0: own copies and skips need no ack. */
    private long firstOwed;

    private long lastItem;
    private long bytes;
    private boolean due;
    private ClientLoop.@Nullable Timer timer;

    AckStream(DeviceSession session, Runnable pump) {
        this.session = session;
        this.pump = pump;
        ClientLimits limits = session.limits();
        this.every = Math.max(1, Math.min(limits.ackEvery(), limits.deliverMessages() / WINDOW_PART));
        this.everyBytes = limits.deliverBytes() / WINDOW_PART;
        this.window = new DeliverWindow(limits);
        this.acked = session.cursor().acked();
    }

    /** An item came by that the node wants to hear of; whether it was within the deliver window. */
    boolean item(long seq, int payloadBytes) {
        bytes += payloadBytes;
        lastItem = seq;
        if (firstOwed == 0) {
            firstOwed = seq;
        }
        return window.take(seq, payloadBytes);
    }

    /** What is owed goes out with the next batch. */
    void hurry() {
        due = true;
    }

    /**
     * @param position where this connection is: acks do not go beyond
     * @param company whether something else goes out too
     */
    void write(FrameOut out, long position, boolean company) {
        long target = Math.min(session.cursor().acked(), position);
        if (firstOwed == 0 || firstOwed > target) {
            return;
        }
        boolean many = target - firstOwed + 1 >= every || bytes >= everyBytes;
        if (!due && !company && !many && session.limits().ackDelayMs() > 0) {
            waitForCompany(session.limits().ackDelayMs());
            return;
        }
        stop();
        while (acked < target) {
            long step = Math.min(target - acked, WIDE_ADVANCE_MAX);
            acked += step;
            boolean wide = step > Limits.NARROW_ACK_ADVANCE_MAX;
            out.end(FrameEncoder.recvAck(out.buffer(), out.reserve(0), wide, acked));
        }
        firstOwed = lastItem > target ? target + 1 : 0;
        bytes = 0;
        window.acked(acked);
        session.identity().cursor(acked);
    }

    void stop() {
        due = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void waitForCompany(long delayMs) {
        if (timer == null) {
            timer = session.loop().schedule(this::isDue, delayMs);
        }
    }

    private void isDue() {
        timer = null;
        due = true;
        session.guard(pump);
    }
}
