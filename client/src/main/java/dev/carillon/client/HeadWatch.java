package dev.carillon.client;

import dev.carillon.protocol.SequenceLow;

/** Compares the inbox's head, as PONGs tell it, with the position: a node that has more must send it (PROTOCOL.md, section 13). */
final class HeadWatch {
    private long behindAt = -1;

    /**
     * @param windowOpen whether the node may send
     * @return whether nothing has moved since the last PONG, although it should
     */
    boolean stuck(int headLow, long position, boolean windowOpen) {
        if (!windowOpen || SequenceLow.nearest(position, headLow, Short.SIZE) == position) {
            behindAt = -1;
            return false;
        }
        boolean again = behindAt == position;
        behindAt = position;
        return again;
    }
}
