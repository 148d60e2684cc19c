package dev.carillon.storage.disk;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A file's bytes as programs see them and as the platter has them, and what each sector was between the two since the
 * last sync: any of it may be what a power cut leaves.
 */
final class SimulatedFile {
    static final int SECTOR = 512;

    private byte[] seen = new byte[0];
    private byte[] durable = new byte[0];
    private final TreeMap<Integer, List<byte[]>> pending = new TreeMap<>();

    int size() {
        return seen.length;
    }

    byte[] seen() {
        return seen.clone();
    }

    void write(ByteBuffer source, int position) {
        int end = position + source.remaining();
        if (end > seen.length) {
            seen = Arrays.copyOf(seen, end);
        }
        source.get(seen, position, end - position);
        for (int s = position / SECTOR; s * SECTOR < end; s++) {
            pending.computeIfAbsent(s, none -> new ArrayList<>()).add(sector(seen, s));
        }
    }

    void read(ByteBuffer target, int position) throws EOFException {
        if (position + target.remaining() > seen.length) {
            throw new EOFException("The file ends at byte " + seen.length);
        }
        target.put(seen, position, target.remaining());
    }

    void sync() {
        durable = durable.length == seen.length ? durable : Arrays.copyOf(durable, seen.length);
        pending.keySet().forEach(s -> put(durable, s, sector(seen, s)));
        pending.clear();
    }

    /** The system gives up what it could not write, and still shows it to programs. */
    void failSync(Random random) {
        settle(random, new SimulatedDisk.Counts());
    }

    /** Leaves any subset of what was not synced, by sectors, each in any of the states it had. */
    void cutPower(Random random, SimulatedDisk.Counts counts) {
        settle(random, counts);
        seen = durable.clone();
    }

    private void settle(Random random, SimulatedDisk.Counts counts) {
        int keepInEight = random.nextInt(9);
        int kept = 0;
        int size = durable.length;
        if (seen.length != size && random.nextInt(8) < keepInEight) {
            size = random.nextBoolean() ? seen.length : Math.min(seen.length, size + SECTOR * random.nextInt(8));
        }
        byte[] left = Arrays.copyOf(durable, size);
        for (Map.Entry<Integer, List<byte[]>> entry : pending.entrySet()) {
            if (random.nextInt(8) < keepInEight) {
                List<byte[]> states = entry.getValue();
                put(left, entry.getKey(), states.get(random.nextInt(states.size())));
                kept++;
            }
        }
        counts.add(pending.size() - kept, kept);
        durable = left;
        pending.clear();
    }

    /** Damage that no program did. */
    void damage(byte[] bytes) {
        seen = bytes.clone();
        durable = bytes.clone();
        pending.clear();
    }

    /** Bytes up to the last that is not zero on the platter. */
    int written() {
        int end = durable.length;
        while (end > 0 && durable[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** A bit on the platter is another; what is written over it later is not. */
    void flip(long bit) {
        int at = (int) (bit / 8);
        durable[at] ^= (byte) (1 << (bit % 8));
        if (!pending.containsKey(at / SECTOR) && at < seen.length) {
            seen[at] = durable[at];
        }
    }

    private static byte[] sector(byte[] bytes, int s) {
        return Arrays.copyOfRange(bytes, s * SECTOR, Math.min(bytes.length, (s + 1) * SECTOR));
    }

    private static void put(byte[] bytes, int s, byte[] sector) {
        int length = Math.min(sector.length, bytes.length - s * SECTOR);
        if (length > 0) {
            System.arraycopy(sector, 0, bytes, s * SECTOR, length);
        }
    }
}
