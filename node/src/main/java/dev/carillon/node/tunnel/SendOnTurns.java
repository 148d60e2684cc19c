package dev.carillon.node.tunnel;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When clients whose sessions have gone to another node follow them there: each at a time of its own within a window, so
 * that the owner is not greeted by all of a partition at once. Runs on the loop.
 */
final class SendOnTurns {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long windowNs;
    private final PriorityQueue<TunnelEntrance> turns =
            new PriorityQueue<>((a, b) -> Long.signum(a.sendOnAtNs - b.sendOnAtNs));

    SendOnTurns(long windowMs) {
        this.windowNs = windowMs * 1_000_000;
    }

    /** Its turn comes within the window, spread by its tunnel's number. */
    void add(TunnelEntrance entrance, long nowNs) {
        entrance.sendOnAtNs = nowNs + Math.floorMod(entrance.number * MIX >>> 1, windowNs);
        turns.add(entrance);
    }

    /** One whose turn has come and whose tunnel is still there, or null. Those that have ended are forgotten on the way. */
    @Nullable
    TunnelEntrance next(long nowNs) {
        TunnelEntrance first = turns.peek();
        while (first != null && (first.over || first.sendOnAtNs - nowNs <= 0)) {
            turns.remove();
            if (!first.over) {
                return first;
            }
            first = turns.peek();
        }
        return null;
    }
}
