package dev.carillon.node.admin;

import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.node.cluster.StateSource;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The copies of states that a node hands out for backups: at most {@value #OPEN_MAX} at a time, for each keeps on disk what it
 * shows, and none whose caller takes nothing for a minute. Any thread; the work is done on the copier's.
 */
public final class StateStreams {
    /** A backup fetches one after the other. */
    static final int OPEN_MAX = 4;

    static final long IDLE_NS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final StateSource states;
    private final Executor copier;
    private final LongSupplier nanoTime;

    /** On the copier's thread. */
    private final Set<StateStream> open = new LinkedHashSet<>();

    /**
     * @param copier one thread, which may block on disk
     * @param nanoTime monotonic, ns
     */
    public StateStreams(StateSource states, Executor copier, LongSupplier nanoTime) {
        this.states = states;
        this.copier = copier;
        this.nanoTime = nanoTime;
    }

    void start(CopyStateRequest request, ServerCallStreamObserver<CopyStateReply> out) {
        new StateStream(this, states, request, out).start();
    }

    /** Ends those that nobody takes; to be called every few seconds. */
    public void look() {
        later(() -> {
            List<StateStream> idle = new ArrayList<>(open);
            idle.removeIf(stream -> nanoTime.getAsLong() - stream.lastTakenNs() <= IDLE_NS_MAX);
            idle.forEach(
                    stream -> stream.fail(Status.DEADLINE_EXCEEDED.withDescription("nothing of the copy was taken for "
                            + TimeUnit.NANOSECONDS.toSeconds(IDLE_NS_MAX) + " s, so it was ended; ask again")));
        });
    }

    /** Does it on the copier's thread, unless the node is stopping or is asked for far too much. */
    void later(Runnable work) {
        try {
            copier.execute(work);
        } catch (RejectedExecutionException e) {
            // The caller's own time runs out; the engine closes what is open.
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** @return whether there is room for one more */
    boolean enter(StateStream stream) {
        return open.size() < OPEN_MAX && open.add(stream);
    }

    void leave(StateStream stream) {
        open.remove(stream);
    }
}
