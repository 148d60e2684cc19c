package dev.carillon.node.replication.raft;

import io.microraft.statemachine.StateMachine;
import java.util.List;
import java.util.function.Consumer;

/**
 * The engine's view of what is above it. The engine goes on after an exception; the replica must not, and whether the loop may
 * says {@link Replica#requireWell}. Runs on the loop.
 */
final class EngineStateMachine implements StateMachine {
    private final Replica replica;

    EngineStateMachine(Replica replica) {
        this.replica = replica;
    }

    @Override
    public Object runOperation(long index, Object operation) {
        try {
            if (operation instanceof RaftEntry entry) {
                replica.apply(index, entry);
            }
            return index;
        } catch (RuntimeException e) {
            replica.engineFailed("entry " + index + " could not be applied: " + e);
            throw e;
        }
    }

    @Override
    public void takeSnapshot(long index, Consumer<Object> chunks) {
        chunks.accept(RaftEntry.SnapshotMarker.INSTANCE);
        replica.snapshotTaken();
    }

    @Override
    public void installSnapshot(long index, List<Object> chunks) {
        try {
            replica.requireState(index);
        } catch (RuntimeException e) {
            replica.engineFailed(e.toString());
            throw e;
        }
    }

    @Override
    public Object getNewTermOperation() {
        return replica.beginTerm();
    }
}
