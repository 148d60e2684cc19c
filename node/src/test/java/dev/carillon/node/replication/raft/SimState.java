package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;

/**
 * The state machine of the simulation: for each client the last sequence, taken only if it is the next one. Hears one
 * replica; {@link #saved} is what survives a crash.
 */
final class SimState implements ReplicaListener {
    static final int ENTRY_BYTES = 12;

    private final SimNode node;
    final int group;
    long[] high;
    long index;
    long hash;
    private Saved saved;
    int leadingTerm;

    /** A copy that is on disk. */
    record Saved(long index, long hash, long[] high) {}

    SimState(SimNode node, int group, Saved saved) {
        this.node = node;
        this.group = group;
        this.saved = saved;
        this.high = saved.high.clone();
        this.index = saved.index;
        this.hash = saved.hash;
    }

    Marker save(Saved state) {
        saved = state;
        return new Marker(1, state.index);
    }

    Saved saved() {
        return saved;
    }

    Saved copy() {
        return new Saved(index, hash, high.clone());
    }

    void jump(Saved state) {
        saved = state;
        high = state.high.clone();
        index = state.index;
        hash = state.hash;
    }

    @Override
    public void onCommitted(long at, DirectBuffer entry, int offset, int length, boolean proposedHere) {
        int client = entry.getInt(offset);
        long sequence = entry.getLong(offset + 4);
        if (sequence == high[client] + 1) {
            high[client] = sequence;
        }
        advance(at, client * 1_000_003L + sequence);
        if (proposedHere && leadingTerm > 0) {
            node.ackAfterPass(this, client, high[client]);
        }
    }

    @Override
    public void onTermStarted(long at) {
        advance(at, -1);
    }

    private void advance(long at, long what) {
        index = at;
        hash = (hash ^ what) * 0x9E3779B97F4A7C15L + at;
        hash ^= hash >>> 31;
        node.cluster().invariants.applied(group, at, hash, node.id());
    }

    @Override
    public void onLeading(int term) {
        leadingTerm = term;
        node.cluster().invariants.owns(group, term, node.id());
        node.cluster()
                .invariants
                .complete(group, node.id(), high, node.cluster().invariants.ackedNow(group), "began to lead");
    }

    @Override
    public void onLeader(int term, int node) {}

    @Override
    public void onLeadershipLost() {
        leadingTerm = 0;
    }

    @Override
    public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
        // The client asks again.
    }

    @Override
    public void onStateNeeded(Marker atLeast, int leader) {
        node.fetch(this, atLeast.index(), leader);
    }
}
