package dev.carillon.simulator.replay;

import org.jspecify.annotations.Nullable;

/** What links tell a player that is made after them. Any thread. */
public final class Happenings {
    private volatile @Nullable Happened player;

    void tell(Happened to) {
        player = to;
    }

    /** A message is there for a device; nothing if the row is none. */
    public void arrived(int row, int device) {
        Happened to = player;
        if (to != null && row >= 0) {
            to.arrived(row, device);
        }
    }

    /** Nobody need wait for this row any longer. */
    public void failed(int row) {
        arrived(row, Happened.NOBODYS);
    }
}
