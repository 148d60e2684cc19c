package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has proposed and not heard of yet, up to a cap of our own. The engine's log takes a few more, so that it
 * always has room for the first entry of a term. Runs on the loop.
 *
 * <p>While leadership is being handed on, the engine takes nothing: what it refuses waits, and what is proposed meanwhile
 * waits behind it, so that the order of proposing stays.
 */
final class Proposals {
    /** @param mayCommit whether it can still be heard */
    record Returned(RaftEntry entry, boolean mayCommit) {}

    private final int max;
    private final Runnable retry;
    private final ArrayDeque<RaftEntry> inFlight = new ArrayDeque<>();
    private final ArrayDeque<RaftEntry> waiting = new ArrayDeque<>();
    private final ArrayDeque<Returned> returned = new ArrayDeque<>();

    /** @param retry told that {@link #submitWaiting} should be called a little later */
    Proposals(int max, Runnable retry) {
        this.max = max;
        this.retry = retry;
    }

    boolean isFull() {
        return inFlight.size() >= max;
    }

    void add(RaftNode node, RaftEntry entry) {
        inFlight.add(entry);
        if (waiting.isEmpty()) {
            submit(node, entry);
        } else {
            waiting.add(entry);
        }
    }

    /** Offers the engine again what it refused. */
    void submitWaiting(RaftNode node) {
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            RaftEntry entry = waiting.remove();
            if (inFlight.contains(entry)) {
                submit(node, entry);
            }
        }
    }

    private void submit(RaftNode node, RaftEntry entry) {
        node.replicate(entry).whenComplete((result, failure) -> {
            if (failure != null) {
                onFailure(entry, failure);
            }
        });
    }

    private void onFailure(RaftEntry entry, Throwable failure) {
        if (failure instanceof CannotReplicateException) {
            if (waiting.isEmpty()) {
                retry.run();
            }
            waiting.add(entry);
        } else if (inFlight.remove(entry)) {
            returned.add(new Returned(entry, !(failure instanceof NotLeaderException)));
        }
    }

    /** @return whether this entry is one of them; then it is one no longer */
    boolean heard(RaftEntry entry) {
        if (inFlight.peek() == entry) {
            inFlight.remove();
            return true;
        }
        return inFlight.remove(entry);
    }

    /** Nothing will be heard of them here any more. */
    void returnAll() {
        waiting.clear();
        while (!inFlight.isEmpty()) {
            returned.add(new Returned(inFlight.remove(), true));
        }
    }

    /** The next one to hand back, or null. */
    @Nullable
    Returned nextReturned() {
        return returned.poll();
    }
}
