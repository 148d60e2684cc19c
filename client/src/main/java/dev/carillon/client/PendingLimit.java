package dev.carillon.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts sends without an answer against {@code pendingSends} and {@code pendingBytes}. Thread-safe. */
final class PendingLimit {
    private final int maxSends;
    private final long maxBytes;
    private int sends;
    private long bytes;
    private @Nullable CompletableFuture<Void> room;

    PendingLimit(ClientLimits limits) {
        this.maxSends = limits.pendingSends();
        this.maxBytes = limits.pendingBytes();
    }

    synchronized boolean tryEnter(int payloadBytes) {
        if (full(payloadBytes)) {
            return false;
        }
        sends++;
        bytes += payloadBytes;
        return true;
    }

    /** Sends of an earlier process count too, even beyond the limit. */
    synchronized void enterAnyway(int payloadBytes) {
        sends++;
        bytes += payloadBytes;
    }

    void leave(int leavingSends, long leavingBytes) {
        CompletableFuture<Void> waiting = null;
        synchronized (this) {
            sends -= leavingSends;
            bytes -= leavingBytes;
            if (room != null && !full(0)) {
                waiting = room;
                room = null;
            }
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Completes when there is room for one more; many waiters share it, so that each must try again. */
    synchronized CompletableFuture<Void> whenRoom(int payloadBytes) {
        if (!full(payloadBytes)) {
            return CompletableFuture.completedFuture(null);
        }
        if (room == null) {
            room = new CompletableFuture<>();
        }
        return room;
    }

    synchronized int sends() {
        return sends;
    }

    private boolean full(int payloadBytes) {
        return sends >= maxSends || bytes + payloadBytes > maxBytes;
    }
}
