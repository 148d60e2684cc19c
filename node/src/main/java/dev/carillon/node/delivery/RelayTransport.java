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
     * before may be lost; 0 while there is none.
     */
    long way(int to);

    /**
     * How many bytes of items {@link #send} would take now for a partition, so that nothing is read in vain; 0 while there is
     * no way, or no room worth sending into. Where others send, too, it may be less a moment later: then the send is refused.
     * When nothing waits there is room for {@link RelayBatch#ITEMS_BYTES}, which the longest item fits into.
     */
    long room(int to);

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
