package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;

/**
 * Carries what one partition has for another, and the answers. It may lose, repeat and delay, but not reorder what goes
 * one way between the same two partitions; the sequences on both sides make the rest good. Called on the sending
 * partition's loop; never blocks, and copies what it takes.
 */
public interface RelayTransport {
    /**
     * Whether a partition is on the same loop, so that what is sent there becomes durable together with what it came
     * from; to any other only what is durable may be sent.
     */
    boolean isHere(int partition);

    /**
     * Items {@code firstXseq} to {@code firstXseq + count - 1}.
     *
     * @return false if there is no room now; the sender tries again
     */
    boolean send(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length);

    /**
     * The partition {@code from} has everything of {@code to}'s up to {@code xseq}, and knows of nothing behind it that
     * is missing unless {@code resend}: then what follows must be sent again.
     */
    boolean answer(int from, int to, long xseq, boolean resend);
}
