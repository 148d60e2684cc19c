package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Where a partition's generations end, as a part of its state: of the entries SEAL and ABORT of an attempt the first one
 * counts, and after a seal its generation applies nothing. Also a number for all entries that were ever applied, which
 * tells whether two replicas have heard the same. Runs on the partition's loop.
 *
 * <pre>generation u64 | index u64 | attempt u32 | aborted u32 | history u64 | since version 2: history at the seal u64</pre>
 */
public final class GenerationSeal {
    public static final int LENGTH = 40;

    /** Of before the history at the seal was kept. */
    public static final int LENGTH_1 = 32;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private long generation;
    private long index;
    private int attempt;
    private int aborted;
    private long history;
    private long sealedHistory;

    /** @param length {@link #LENGTH} or {@link #LENGTH_1} */
    public static GenerationSeal decode(DirectBuffer b, int at, int length) {
        GenerationSeal seal = new GenerationSeal();
        seal.generation = b.getLong(at, BIG_ENDIAN);
        seal.index = b.getLong(at + 8, BIG_ENDIAN);
        seal.attempt = b.getInt(at + 16, BIG_ENDIAN);
        seal.aborted = b.getInt(at + 20, BIG_ENDIAN);
        seal.history = b.getLong(at + 24, BIG_ENDIAN);
        seal.sealedHistory = length > LENGTH_1 ? b.getLong(at + LENGTH_1, BIG_ENDIAN) : 0;
        return seal;
    }

    public void encode(MutableDirectBuffer b, int at) {
        b.putLong(at, generation, BIG_ENDIAN);
        b.putLong(at + 8, index, BIG_ENDIAN);
        b.putInt(at + 16, attempt, BIG_ENDIAN);
        b.putInt(at + 20, aborted, BIG_ENDIAN);
        b.putLong(at + 24, history, BIG_ENDIAN);
        b.putLong(at + LENGTH_1, sealedHistory, BIG_ENDIAN);
    }

    /** Whether nothing of this generation is applied any more. */
    public boolean isSealed(long which) {
        return generation == which;
    }

    /** The last entry of the generation that was sealed last; 0 for none. */
    public long index() {
        return index;
    }

    /** The attempt that sealed it. */
    public int attempt() {
        return attempt;
    }

    /** Attempts up to this one can seal nothing any more. */
    public int aborted() {
        return aborted;
    }

    /** A number for all entries that were ever applied. */
    public long history() {
        return history;
    }

    /** The same up to the seal; 0 if nothing was sealed yet. */
    public long sealedHistory() {
        return sealedHistory;
    }

    /** An entry is applied. */
    public void heard(long entryIndex, DirectBuffer entry, int offset, int length) {
        CRC32C crc = new CRC32C();
        byte[] array = entry.byteArray();
        if (array != null) {
            crc.update(array, entry.wrapAdjustment() + offset, length);
        } else {
            ByteBuffer bytes = entry.byteBuffer().duplicate();
            int start = entry.wrapAdjustment() + offset;
            crc.update(bytes.limit(start + length).position(start));
        }
        history = Long.rotateLeft(history, 7) * FACTOR ^ crc.getValue() << 24 ^ entryIndex;
    }

    /** An entry SEAL is applied. @return whether it counts */
    public boolean seal(int which, long inGeneration, long atIndex) {
        if (which <= aborted || isSealed(inGeneration)) {
            return false;
        }
        generation = inGeneration;
        index = atIndex;
        attempt = which;
        sealedHistory = history;
        return true;
    }

    /**
     * An entry FORK is applied: a generation that has lost its majority ends here, wherever it might have been sealed
     * before. Nobody else has that entry, nor needs it.
     */
    public void fork(int which, long inGeneration, long atIndex) {
        generation = inGeneration;
        index = atIndex;
        attempt = which;
        sealedHistory = history;
    }

    /** An entry ABORT is applied. */
    public void abort(int which, long inGeneration) {
        if (!(isSealed(inGeneration) && attempt == which)) {
            aborted = Math.max(aborted, which);
        }
    }
}
