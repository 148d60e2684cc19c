package dev.carillon.node.simulated;

import dev.carillon.node.runtime.LoopMailbox;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Mailboxes of simulated loops, which are used again when their node has ended: a mailbox takes far more memory than all else
 * that a node has, and making one took longer than the rest of a start. All of one capacity; one thread.
 */
public final class Mailboxes {
    private final Deque<LoopMailbox> spare = new ArrayDeque<>();

    public Mailboxes() {}

    /** An empty one. @param capacity always the same, bytes, a power of two */
    LoopMailbox take(int capacity) {
        LoopMailbox used = spare.poll();
        return used == null ? new LoopMailbox(capacity) : used;
    }

    /** Its loop is no more, and nobody has it any longer. */
    void back(LoopMailbox used) {
        used.clear();
        spare.push(used);
    }
}
