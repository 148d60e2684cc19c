package dev.carillon.node.admin;

import dev.carillon.admin.v1.Tap;
import dev.carillon.admin.v1.TapReply;
import dev.carillon.admin.v1.TapRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one operator at a time record what clients say and hear. Each recording has a thread of its own, which reads a bounded
 * buffer and never makes clients wait. Any thread.
 */
public final class ClientTaps implements AutoCloseable {
    /** A recording is to end by itself some day. */
    static final long FOR_MS_MAX = TimeUnit.DAYS.toMillis(1);

    private static final long CLOSE_WAIT_MS = 2_000;

    private final ClientTraffic traffic;
    private final ThreadFactory threads;
    private final LongSupplier nanoTime;
    private final LongSupplier nowMs;
    private @Nullable ClientTap current;

    /**
     * @param nanoTime monotonic, ns; that of the traffic's times
     * @param nowMs wall clock, for people
     */
    public ClientTaps(ClientTraffic traffic, ThreadFactory threads, LongSupplier nanoTime, LongSupplier nowMs) {
        this.traffic = traffic;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.nowMs = nowMs;
    }

    synchronized void start(int node, String operator, TapRequest request, ServerCallStreamObserver<TapReply> out) {
        long forMs = request.getForMs() & 0xFFFF_FFFFL;
        if (forMs < 1 || forMs > FOR_MS_MAX) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription("clients are recorded for 1 to " + FOR_MS_MAX + " ms")
                    .asRuntimeException());
            return;
        }
        ClientTap other = current;
        if (other != null) {
            out.onError(Status.FAILED_PRECONDITION
                    .withDescription(other.operator() + " records what clients say here already; one at a time")
                    .asRuntimeException());
            return;
        }
        long now = nowMs.getAsLong();
        Tap.Builder facts =
                Tap.newBuilder().setOperator(operator).setSinceMs(now).setUntilMs(now + forMs);
        ClientTap tap = new ClientTap(traffic, facts.build(), node, forMs, nanoTime, out, this::ended);
        // The thread sees that the caller is gone; without this the first word after that would be an exception.
        out.setOnCancelHandler(tap::wake);
        out.setOnReadyHandler(tap::wake);
        current = tap;
        tap.start(threads);
    }

    private synchronized void ended() {
        current = null;
    }

    /** Who records; null if nobody does. */
    synchronized @Nullable Tap status() {
        return current == null ? null : current.facts();
    }

    /** Ends what goes on, because the node stops. */
    @Override
    public void close() throws InterruptedException {
        ClientTap tap;
        synchronized (this) {
            tap = current;
        }
        if (tap != null) {
            tap.stop(CLOSE_WAIT_MS);
        }
    }
}
