package dev.carillon.node.cluster;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who leads each partition now, as far as this node has heard: the highest generation and term counts. Elections change no
 * map, so this stands beside it. Any thread; one node's loops share it.
 */
public final class Owners {
    private static final int NODE_BITS = 16;
    private static final int TERM_BITS = 24;
    private static final long NODE_MASK = (1L << NODE_BITS) - 1;
    private static final long TERM_MASK = (1L << TERM_BITS) - 1;

    /** Per partition {@code generation | term | node}; a higher number is newer. */
    private final AtomicLongArray owners;

    public Owners(int partitions) {
        owners = new AtomicLongArray(partitions);
    }

    /**
     * Somebody leads, or nobody does any more.
     *
     * @param node 0 for nobody; 1 to 65,535
     * @return whether that is news
     */
    public boolean heard(int partition, long generation, int term, int node) {
        long said = (generation << TERM_BITS | term & TERM_MASK) << NODE_BITS | node & NODE_MASK;
        while (true) {
            long known = owners.get(partition);
            boolean newer = said >>> NODE_BITS > known >>> NODE_BITS;
            boolean other = said >>> NODE_BITS == known >>> NODE_BITS && said != known;
            if (!newer && !other) {
                return false;
            }
            if (owners.compareAndSet(partition, known, said)) {
                return true;
            }
        }
    }

    /** How many partitions there are. */
    public int count() {
        return owners.length();
    }

    /** The node that leads; 0 if that is not known. */
    public int node(int partition) {
        return (int) (owners.get(partition) & NODE_MASK);
    }

    /** A number for this leadership, which no other one of the partition has; 0 if nobody is known to lead. */
    public long leadership(int partition) {
        long known = owners.get(partition);
        return (known & NODE_MASK) == 0 ? 0 : known;
    }

    /** The generation that was heard of; 0 for none. */
    public long generation(int partition) {
        return owners.get(partition) >>> NODE_BITS + TERM_BITS;
    }

    /** The term that was heard of; 0 for none. */
    public int term(int partition) {
        return (int) (owners.get(partition) >>> NODE_BITS & TERM_MASK);
    }
}
