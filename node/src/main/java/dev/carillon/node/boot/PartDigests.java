package dev.carillon.node.boot;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.admin.StateDigest;
import dev.carillon.node.delivery.StatePart;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkDecoder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sums up a partition's state, for each kind of record, by its version, and for each kind of item. SHA-256 over key length
 * u32, value length u32, key and value of each record, and queue u64, sequence u64, length u32 and bytes of each item, in
 * the order of their keys.
 */
final class PartDigests implements StateDigest, StateBatch.Changes {
    private final ChunkDecoder chunks;
    private final TreeMap<String, Sum> sums = new TreeMap<>();
    private final byte[] head = new byte[20];
    private final UnsafeBuffer heads = new UnsafeBuffer(head);
    private byte[] item = new byte[256];

    private static final class Sum {
        final MessageDigest digest = StateDigest.sha256();
        long count;
        long bytes;

        void add(int more) {
            count++;
            bytes += more;
        }
    }

    PartDigests(int partition) {
        this.chunks = new ChunkDecoder(partition);
    }

    @Override
    public void add(DirectBuffer chunk, int offset, int length) {
        chunks.accept(chunk, offset, length);
        chunks.forEach(this);
    }

    private Sum sum(String name) {
        return sums.computeIfAbsent(name, first -> new Sum());
    }

    @Override
    public void putRecord(byte[] key, byte[] value) {
        // Every record begins with its version.
        Sum sum = sum(StatePart.ofRecord(key).label() + (value.length == 0 ? "" : ", version " + value[0]));
        heads.putInt(0, key.length, BIG_ENDIAN);
        heads.putInt(4, value.length, BIG_ENDIAN);
        sum.digest.update(head, 0, 8);
        sum.digest.update(key);
        sum.digest.update(value);
        sum.add(key.length + value.length);
    }

    @Override
    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
        Sum sum = sum(StatePart.ofQueue(queue).label());
        heads.putLong(0, queue, BIG_ENDIAN);
        heads.putLong(8, seq, BIG_ENDIAN);
        heads.putInt(16, length, BIG_ENDIAN);
        sum.digest.update(head, 0, 20);
        if (item.length < length) {
            item = new byte[length];
        }
        buffer.getBytes(offset, item, 0, length);
        sum.digest.update(item, 0, length);
        sum.add(length);
    }

    @Override
    public void deleteRecord(byte[] key) {
        throw new IllegalStateException("a state holds what is there");
    }

    @Override
    public void deleteItems(long queue, long fromSeq, long toSeq) {
        throw new IllegalStateException("a state holds what is there");
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        sums.forEach((name, sum) -> parts.add(new Part(name, sum.count, sum.bytes, sum.digest.digest())));
        return parts;
    }
}
