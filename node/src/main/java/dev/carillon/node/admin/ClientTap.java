package dev.carillon.node.admin;

import dev.carillon.admin.v1.Tap;
import dev.carillon.admin.v1.TapBegun;
import dev.carillon.admin.v1.TapReply;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recording of what clients say and hear: brings it to the caller as fast as they take it, until its time is over or they
 * are gone. On a thread of its own, but for {@link #stop}, {@link #wake} and {@link #facts}.
 */
final class ClientTap {
    /** Who takes nothing for so long is gone. */
    static final long IDLE_NS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** How long what is left may take at the end. */
    private static final long END_NS_MAX = TimeUnit.SECONDS.toNanos(5);

    /**
     * How long it rests when it found nothing: twice as long each time in a row, so that a quiet node is hardly woken, and no
     * event loop has to wake anybody. Far below what fills the buffer.
     */
    private static final long REST_NS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long REST_NS_MAX = TimeUnit.MILLISECONDS.toNanos(16);

    /** How long it rests at most while the caller takes nothing; it is woken when they do. */
    private static final long NOT_READY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(ClientTap.class);

    private final ClientTraffic traffic;
    private final Tap begun;
    private final int node;
    private final long forNs;
    private final LongSupplier nanoTime;
    private final ServerCallStreamObserver<TapReply> out;
    private final Runnable whenOver;
    private volatile long lost;
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    ClientTap(
            ClientTraffic traffic,
            Tap begun,
            int node,
            long forMs,
            LongSupplier nanoTime,
            ServerCallStreamObserver<TapReply> out,
            Runnable whenOver) {
        this.traffic = traffic;
        this.begun = begun;
        this.node = node;
        this.forNs = TimeUnit.MILLISECONDS.toNanos(forMs);
        this.nanoTime = nanoTime;
        this.out = out;
        this.whenOver = whenOver;
    }

    void start(ThreadFactory threads) {
        Thread made = threads.newThread(this::run);
        thread = made;
        made.start();
    }

    String operator() {
        return begun.getOperator();
    }

    Tap facts() {
        return begun.toBuilder().setLost(lost).build();
    }

    /** The caller takes again, or is gone. */
    void wake() {
        Thread resting = thread;
        if (resting != null) {
            LockSupport.unpark(resting);
        }
    }

    void stop(long withinMs) throws InterruptedException {
        stopping = true;
        wake();
        Thread running = thread;
        if (running != null) {
            running.join(withinMs);
        }
    }

    private void run() {
        String why;
        int older = traffic.connections();
        LOG.warn(
                "event=clients_recorded operator={} until={} older_connections={}",
                operator(),
                Instant.ofEpochMilli(begun.getUntilMs()),
                older);
        try {
            why = record(older);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("event=recording_failed why=\"{}\"", e.getMessage());
            out.onError(Status.INTERNAL
                    .withDescription("what clients say could not be recorded: " + e.getMessage())
                    .asRuntimeException());
            why = "it failed";
        } finally {
            whenOver.run();
        }
        LOG.warn("event=clients_recorded_no_more operator={} why=\"{}\" frames_lost={}", operator(), why, lost);
    }

    /** @return why it ended */
    private String record(int older) {
        long began = nanoTime.getAsLong();
        ClientTraffic.Source source = traffic.start();
        try {
            TapReplies replies = new TapReplies(source, began);
            out.onNext(TapReply.newBuilder()
                    .setBegun(TapBegun.newBuilder().setNodeId(node).setOlderConnections(older))
                    .build());
            String why = bring(replies, began);
            if (why != null) {
                return why;
            }
            source.stop();
            // All is there that will be: the event loops put nothing in any more.
            why = bringRest(replies);
            if (why != null) {
                return why;
            }
            out.onNext(TapReply.newBuilder().setOver(true).build());
            out.onCompleted();
            return "its time was over";
        } finally {
            source.stop();
        }
    }

    /** @return why it ended early; null if its time is over */
    private @Nullable String bring(TapReplies replies, long began) {
        long taken = began;
        long rest = REST_NS_MIN;
        for (long now = began; now - began < forNs; now = nanoTime.getAsLong()) {
            String why = whyOver(now - taken > IDLE_NS_MAX);
            if (why != null) {
                return why;
            }
            if (!out.isReady()) {
                LockSupport.parkNanos(NOT_READY_NS);
                continue;
            }
            taken = now;
            if (send(replies)) {
                rest = REST_NS_MIN;
            } else {
                LockSupport.parkNanos(rest);
                rest = Math.min(2 * rest, REST_NS_MAX);
            }
        }
        return null;
    }

    private @Nullable String bringRest(TapReplies replies) {
        long since = nanoTime.getAsLong();
        boolean more = true;
        while (more) {
            String why = whyOver(nanoTime.getAsLong() - since > END_NS_MAX);
            if (why != null) {
                return why;
            }
            if (out.isReady()) {
                more = send(replies);
            } else {
                LockSupport.parkNanos(NOT_READY_NS);
            }
        }
        return null;
    }

    private @Nullable String whyOver(boolean idle) {
        if (out.isCancelled()) {
            return "the caller ended it";
        }
        if (stopping) {
            out.onError(
                    Status.UNAVAILABLE.withDescription("the node is stopping").asRuntimeException());
            return "the node is stopping";
        }
        if (idle) {
            out.onError(Status.DEADLINE_EXCEEDED
                    .withDescription("the caller took too little for too long")
                    .asRuntimeException());
            return "the caller took nothing";
        }
        return null;
    }

    private boolean send(TapReplies replies) {
        TapReply reply = replies.next();
        if (reply == null) {
            return false;
        }
        lost += reply.getLost();
        out.onNext(reply);
        return true;
    }
}
