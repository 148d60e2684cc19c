package dev.carillon.node.replication.raft;

import io.microraft.RaftNode;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has proposed and not heard of yet, up to a cap of our own. The engine's log takes a few more, so that it
 * always has room for the first entry of a term. Runs on the loop.
 */
final class Proposals {
    /** @param mayCommit whether it can still be heard */
    record Returned(RaftEntry entry, boolean mayCommit) {}

    private final int max;
    private final Consumer<RaftEntry> retry;
    private final ArrayDeque<RaftEntry> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Returned> returned = new ArrayDeque<>();

    /** @param retry hears of an entry that the engine had no room for just now */
    Proposals(int max, Consumer<RaftEntry> retry) {
        this.max = max;
        this.retry = retry;
    }

    boolean isFull() {
        return inFlight.size() >= max;
    }

    void add(RaftNode node, RaftEntry entry) {
        inFlight.add(entry);
        submit(node, entry);
    }

    void submit(RaftNode node, RaftEntry entry) {
        node.replicate(entry).whenComplete((result, failure) -> {
            if (failure != null) {
                onFailure(entry, failure);
            }
        });
    }

    private void onFailure(RaftEntry entry, Throwable failure) {
        if (failure instanceof CannotReplicateException) {
            retry.accept(entry);
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

    boolean contains(RaftEntry entry) {
        return inFlight.contains(entry);
    }

    /** Nothing will be heard of them here any more. */
    void returnAll() {
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
