package dev.carillon.node.delivery;

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
     * Which way leads to a partition now: another number once it leads elsewhere, or there anew, so that what went the way
     * before may be lost; 0 while there is none, and nothing would be taken.
     */
    long way(int to);

    /**
     * Items of {@code from}'s outbox.
     *
     * @return false if there is no room now; the sender tries again
     */
    boolean send(int from, int to, RelayBatch batch);

    /**
     * What goes with a few numbers only: an answer, or where a history forked.
     *
     * @return false if there is no room now; the sender tries again
     */
    boolean say(int from, int to, RelayWord word);
}
