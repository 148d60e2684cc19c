package dev.carillon.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a backup cuts what partitions send to each other: how far each outbox goes and how much of it each recipient has,
 * read from the records of all partitions' copies. The copies are of different moments. What a recipient's copy lacks must
 * be in the sender's, which a pin ({@link OutboxPin}) sees to; what a recipient's copy has too much keeps its place, but the
 * sender, which knows nothing of it, will use those numbers again, so the recipient must not take them for known.
 *
 * <p>One thread.
 */
public final class RelayCut {
    private static final byte OUTBOX = 'o';

    private final Map<Long, Outbox.Stored> outboxes = new TreeMap<>();
    private final Map<Long, Long> marks = new TreeMap<>();

    private static long pair(int from, int to) {
        return (long) from << Integer.SIZE | to;
    }

    /**
     * Notes what a record of a partition's copy says; records of other kinds are passed over.
     *
     * @throws dev.carillon.storage.NewerFormatException if a newer version wrote it
     */
    public void see(int partition, byte[] key, byte[] value) {
        if (key[0] == OUTBOX) {
            Outbox.Stored box = Outbox.Stored.of(key, value);
            outboxes.put(pair(partition, box.to()), box);
        } else if (key[0] == RelayMarks.KEY[0]) {
            RelayMarks.forEach(value, (from, xseq, history) -> marks.put(pair(from, partition), xseq));
        }
    }

    /** The last xseq that the sender's copy knows; 0 if it never had anything for the recipient. */
    long last(int from, int to) {
        Outbox.Stored box = outboxes.get(pair(from, to));
        return box == null ? 0 : box.next() - 1;
    }

    /** What is in neither copy, for people; empty for a whole backup. */
    public List<String> holes() {
        List<String> holes = new ArrayList<>();
        outboxes.forEach((pair, box) -> {
            long mark = marks.getOrDefault(pair, 0L);
            if (box.first() - 1 > mark) {
                holes.add("messages " + (mark + 1) + " to " + (box.first() - 1) + " from partition "
                        + (pair >> Integer.SIZE) + " to partition " + box.to() + " are in neither copy");
            }
        });
        return holes;
    }

    /** Messages and receipts that are on their way in the backup: in an outbox, and not yet in the recipient's copy. */
    public long underWay() {
        long sum = 0;
        for (Map.Entry<Long, Outbox.Stored> each : outboxes.entrySet()) {
            Outbox.Stored box = each.getValue();
            long from = Math.max(box.first(), marks.getOrDefault(each.getKey(), 0L) + 1);
            sum += Math.max(0, box.next() - from);
        }
        return sum;
    }
}
