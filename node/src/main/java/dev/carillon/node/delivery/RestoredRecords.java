package dev.carillon.node.delivery;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * What becomes of a partition's state when it is restored from a backup: inboxes and outboxes stay as they are; devices are
 * gone and enrol anew, since what they did after the backup is not known here; marks of what was taken from other partitions
 * are cut ({@link RelayCut}); generations begin anew, and the next history with them. The same for every replica.
 *
 * <p>One thread.
 */
public final class RestoredRecords implements StateBatch.Changes {
    private final int partition;
    private final RelayCut cut;
    private final StateBatch.Changes to;
    private long users;
    private long items;

    /** @param to gets what the restored state consists of */
    public RestoredRecords(int partition, RelayCut cut, StateBatch.Changes to) {
        this.partition = partition;
        this.cut = cut;
        this.to = to;
    }

    public long users() {
        return users;
    }

    /** Of inboxes and outboxes. */
    public long items() {
        return items;
    }

    /** @throws CorruptStorageException if it is of a kind that this version does not know */
    @Override
    public void putRecord(byte[] key, byte[] value) {
        switch (key[0]) {
            case 'p' -> to.putRecord(key, head(value));
            case 'm' -> to.putRecord(key, RelayMarks.cut(value, cut, partition));
            case 'o' -> to.putRecord(key, value);
            case 'u' -> {
                users++;
                to.putRecord(key, UserState.withoutDevices(value));
            }
            default ->
                throw new CorruptStorageException("The backup of partition " + partition + " has a record of kind "
                        + key[0] + ", which this Carillon does not know. Restore it with the version that took it.");
        }
    }

    private static byte[] head(byte[] value) {
        PartitionHead head = new PartitionHead();
        head.decode(value);
        head.seal = new GenerationSeal();
        head.pin = OutboxPin.NONE;
        head.history++;
        ExpandableArrayBuffer encoded = new ExpandableArrayBuffer(head.encodedLengthMax());
        byte[] bytes = new byte[head.encode(encoded, 0)];
        encoded.getBytes(0, bytes);
        return bytes;
    }

    @Override
    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
        items++;
        to.putItem(queue, seq, buffer, offset, length);
    }

    @Override
    public void deleteRecord(byte[] key) {
        throw new IllegalStateException("a copy deletes nothing");
    }

    @Override
    public void deleteItems(long queue, long fromSeq, long toSeq) {
        throw new IllegalStateException("a copy deletes nothing");
    }
}
