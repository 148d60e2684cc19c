package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import org.jspecify.annotations.Nullable;

/**
 * Notices a connection that only looks alive (PROTOCOL.md, section 13): after silence in either direction, or when
 * sends wait for an answer, it asks for a PING, and if then not one byte comes in {@code answerTimeoutMs}, the
 * connection is dead. One timer, which looks again a few times per period.
 */
final class Keepalive {
    /** What the keepalive asks of its connection. */
    interface Subject {
        /** Whether something is under way that the node should answer. */
        boolean answerExpected();

        void pingDue();

        void dead();
    }

    private final ClientLoop loop;
    private final Subject subject;
    private final long answerTimeoutMs;
    private long silenceMs;
    private long lastReadMs;
    private long lastWriteMs;
    private boolean asked;
    private ClientLoop.@Nullable Timer timer;

    Keepalive(ClientLoop loop, ClientLimits limits, Subject subject) {
        this.loop = loop;
        this.subject = subject;
        this.answerTimeoutMs = limits.answerTimeoutMs();
        this.silenceMs = limits.silenceMs();
    }

    /** @param nodeMs the silence that the node allows */
    void start(long nodeMs) {
        silenceMs = Math.min(silenceMs, nodeMs);
        lastReadMs = loop.nowMs();
        lastWriteMs = lastReadMs;
        again(Math.min(silenceMs, answerTimeoutMs));
    }

    void read() {
        lastReadMs = loop.nowMs();
        asked = false;
    }

    void wrote() {
        lastWriteMs = loop.nowMs();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void look() {
        long now = loop.nowMs();
        if (asked) {
            subject.dead();
            return;
        }
        long quiet = now - Math.min(lastReadMs, lastWriteMs);
        boolean waiting = subject.answerExpected() && now - lastReadMs >= answerTimeoutMs;
        if (quiet >= silenceMs || waiting) {
            asked = true;
            again(answerTimeoutMs);
            subject.pingDue();
        } else {
            again(Math.min(silenceMs - quiet, answerTimeoutMs));
        }
    }

    private void again(long delayMs) {
        timer = loop.schedule(this::look, delayMs);
    }
}
