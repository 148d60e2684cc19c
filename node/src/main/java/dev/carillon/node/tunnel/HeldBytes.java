package dev.carillon.node.tunnel;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Pieces that wait for room, in order; nothing while none waits. How many there may be is the owner's to say. */
final class HeldBytes {
    /** Takes from the front what it has room for. */
    interface Taker {
        /** @return how many bytes were taken, from the front */
        int take(DirectBuffer buffer, int offset, int length);
    }

    private @Nullable ArrayDeque<byte[]> pieces;
    private int cut;
    private long bytes;

    boolean isEmpty() {
        return bytes == 0;
    }

    long bytes() {
        return bytes;
    }

    /** Whether a part of the first piece has gone: what goes next must be its rest. */
    boolean isCut() {
        return cut > 0;
    }

    /** @param gone bytes of this piece that have gone already; only if nothing waits */
    void add(DirectBuffer buffer, int offset, int length, int gone) {
        if (gone == length) {
            return;
        }
        ArrayDeque<byte[]> waiting = pieces;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            pieces = waiting;
        }
        byte[] piece = new byte[length];
        buffer.getBytes(offset, piece);
        waiting.add(piece);
        cut = gone > 0 ? gone : cut;
        bytes += length - gone;
    }

    /** Hands over piece by piece until one is not taken whole. @return bytes that went */
    long drain(UnsafeBuffer view, Taker taker) {
        ArrayDeque<byte[]> waiting = pieces;
        long before = bytes;
        while (waiting != null && !waiting.isEmpty()) {
            byte[] piece = waiting.peekFirst();
            view.wrap(piece);
            int gone = taker.take(view, cut, piece.length - cut);
            cut += gone;
            bytes -= gone;
            if (cut < piece.length) {
                break;
            }
            cut = 0;
            waiting.removeFirst();
        }
        if (bytes == 0) {
            pieces = null;
        }
        return before - bytes;
    }

    /** @return how many bytes that were */
    long clear() {
        long were = bytes;
        pieces = null;
        bytes = 0;
        cut = 0;
        return were;
    }
}
