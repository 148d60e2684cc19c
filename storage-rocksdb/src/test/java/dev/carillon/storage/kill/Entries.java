package dev.carillon.storage.kill;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a partition's log holds, as a function of partition and index alone: every entry appends an item to one queue,
 * trims that queue, and sets or deletes a record. So anyone can say what the state is after n entries.
 */
final class Entries {
    static final int QUEUES = 6;
    static final int RECORDS = 5;

    /** The most items that each queue keeps: some empty at once, some grow until they are emptied at one go. */
    private static final int[] KEPT_MAX = {1, 3, 6, 41, 301, 1 << 20};

    private static final int EMPTIED_EVERY = 400;
    private static final int ITEM_BYTES_MAX = 300;

    private final int partition;
    final long[] first = new long[QUEUES];
    final long[] next = new long[QUEUES];

    /** The index of the entry that set the record, or 0. */
    final long[] setBy = new long[RECORDS];

    long index;

    Entries(int partition) {
        this.partition = partition;
        java.util.Arrays.fill(first, 1);
        java.util.Arrays.fill(next, 1);
    }

    static Entries upTo(int partition, long index) {
        Entries entries = new Entries(partition);
        while (entries.index < index) {
            entries.advance();
        }
        return entries;
    }

    /** Goes on by one entry. */
    void advance() {
        index++;
        int queue = queue();
        next[queue]++;
        first[queue] = Math.max(first[queue], next[queue] - kept(queue));
        setBy[record()] = isDelete() ? 0 : index;
    }

    int queue() {
        return (int) (random(1) % QUEUES);
    }

    int record() {
        return (int) (random(2) % RECORDS);
    }

    boolean isDelete() {
        return random(3) % 7 == 0;
    }

    private long kept(int queue) {
        return random(4) % EMPTIED_EVERY == 0 ? 0 : random(5) % KEPT_MAX[queue];
    }

    private long random(int salt) {
        return mix(partition * 31L + salt, index) >>> 1;
    }

    static byte[] item(int partition, int queue, long seq) {
        long seed = mix(partition * 64L + queue, seq);
        byte[] bytes = new byte[(int) ((seed >>> 8) % ITEM_BYTES_MAX)];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int i = 0; i + 8 <= bytes.length; i += 8) {
            buffer.putLong(i, mix(seed, i));
        }
        return bytes;
    }

    private static long mix(long a, long b) {
        long z = a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
