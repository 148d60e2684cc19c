package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has proposed and not heard of yet, up to a cap of our own. The engine's log takes a few more, so that it
 * always has room for the first entry of a term. What is heard is heard in the order of proposing. Runs on the loop.
 */
final class Proposals {
    /** @param mayCommit whether it can still be heard */
    record Returned(RaftEntry entry, boolean mayCommit) {}

    private final int max;
    private final ArrayDeque<RaftEntry> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Returned> returned = new ArrayDeque<>();
    private boolean refused;

    Proposals(int max) {
        this.max = max;
    }

    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    boolean isFull() {
        return inFlight.size() >= max;
    }

    void add(RaftNode node, RaftEntry entry) {
        inFlight.add(entry);
        node.replicate(entry).whenComplete((result, failure) -> {
            if (failure != null) {
                onFailure(entry, failure);
            }
        });
    }

    private void onFailure(RaftEntry entry, Throwable failure) {
        if (failure instanceof CannotReplicateException) {
            refused |= inFlight.contains(entry);
        } else if (inFlight.remove(entry)) {
            returned.add(new Returned(entry, !(failure instanceof NotLeaderException)));
        }
    }

    /** Whether the engine refused one for now, and may take those behind it: all of them are to be returned. */
    boolean isRefused() {
        return refused;
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
        refused = false;
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
