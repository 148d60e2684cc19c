package dev.carillon.storage.copy;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateImport;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the imports of all engines have in common: which chunks are taken, and when which call is allowed. Its calls lock
 * one another out, because a chunk may be under way when the writer's thread aborts.
 */
public abstract class ChunkedImport implements StateImport {
    private final int partition;
    private final ChunkDecoder chunks;
    private Stage stage = Stage.OPEN;

    private enum Stage {
        OPEN("is open"),
        DEAD("has ended with a chunk that could not be taken"),
        COMPLETED("is complete already"),
        ABORTED("was aborted");

        private final String said;

        Stage(String said) {
            this.said = said;
        }
    }

    protected ChunkedImport(int partition) {
        this.partition = partition;
        this.chunks = new ChunkDecoder(partition);
    }

    /** Stores what the chunk passes on, beside the present state. */
    protected abstract void store(Consumer<StateBatch.Changes> chunk);

    /** The present state's marker. */
    protected abstract Marker present();

    /** Makes what was stored the present state, durably, and removes what it replaces. */
    protected abstract void replacePresent(Marker marker);

    /** Removes what was stored. */
    protected abstract void discard();

    @Override
    public final synchronized void add(DirectBuffer chunk, int offset, int length) {
        requireOpen();
        // Also after an error of the engine nobody knows how much of the chunk was stored.
        stage = Stage.DEAD;
        chunks.accept(chunk, offset, length);
        store(chunks::forEach);
        stage = Stage.OPEN;
    }

    @Override
    public final synchronized @Nullable Marker copied() {
        return chunks.isEnded() ? chunks.marker() : null;
    }

    @Override
    public final synchronized void complete(Marker marker) {
        requireOpen();
        Marker copied = copied();
        if (copied == null) {
            throw refused(
                    "ends after " + chunks.chunks() + " chunks, before its last one", "add the others or abort it");
        }
        if (!marker.isAbove(present())) {
            throw refused("is to count as " + marker + ", which is not above " + present(), "abort the copy");
        }
        if (!marker.equals(copied) && marker.generation() <= copied.generation()) {
            throw refused(
                    "was made at " + copied + " and cannot count as " + marker, "complete it with its own marker");
        }
        // From here on it is not ours to remove, whatever happens.
        stage = Stage.COMPLETED;
        replacePresent(marker);
    }

    @Override
    public final synchronized void abort() {
        if (stage == Stage.OPEN || stage == Stage.DEAD) {
            stage = Stage.ABORTED;
            discard();
        }
    }

    private void requireOpen() {
        if (stage != Stage.OPEN) {
            throw new IllegalStateException("The import of partition " + partition + " " + stage.said
                    + ". Nothing was changed; start another to fetch the copy again.");
        }
    }

    private IllegalStateException refused(String what, String next) {
        return new IllegalStateException(
                "The copy of partition " + partition + " " + what + ". The present state is untouched; " + next + ".");
    }
}
