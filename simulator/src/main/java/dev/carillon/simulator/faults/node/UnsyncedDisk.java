package dev.carillon.simulator.faults.node;

import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk whose files keep in this process what was not synced, so that a kill is a power cut. Names reach the real disk at
 * once. Closing a file writes the rest: only a kill drops it.
 */
final class UnsyncedDisk extends DelegatingDisk {
    UnsyncedDisk(Disk real) {
        super(real);
    }

    @Override
    DiskFile over(DiskFile file) {
        return new UnsyncedFile(file);
    }

    /** One thread at a time, as all files. */
    private static final class UnsyncedFile implements DiskFile {
        private final DiskFile real;
        /** By position; no two of them overlap. */
        private final TreeMap<Long, byte[]> held = new TreeMap<>();

        private long end;

        UnsyncedFile(DiskFile real) {
            this.real = real;
        }

        @Override
        public long size() throws IOException {
            return Math.max(end, real.size());
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (!source.hasRemaining()) {
                return;
            }
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            makeRoom(position, position + bytes.length);
            held.put(position, bytes);
            end = Math.max(end, position + bytes.length);
        }

        /** Cuts what is held from here to there out. */
        private void makeRoom(long from, long to) {
            Map.Entry<Long, byte[]> before = held.lowerEntry(from);
            if (before != null && before.getKey() + before.getValue().length > from) {
                split(before, from);
            }
            Map.Entry<Long, byte[]> last = held.lowerEntry(to);
            if (last != null && last.getKey() >= from && last.getKey() + last.getValue().length > to) {
                split(last, to);
            }
            held.subMap(from, to).clear();
        }

        private void split(Map.Entry<Long, byte[]> entry, long at) {
            int length = (int) (at - entry.getKey());
            byte[] bytes = entry.getValue();
            held.put(entry.getKey(), java.util.Arrays.copyOf(bytes, length));
            held.put(at, java.util.Arrays.copyOfRange(bytes, length, bytes.length));
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            int at = target.position();
            long to = position + target.remaining();
            if (to > size()) {
                throw new EOFException("the file ends at byte " + size());
            }
            long onDisk = Math.max(0, Math.min(to, real.size()) - position);
            ByteBuffer first = target.duplicate();
            first.limit(at + (int) onDisk);
            real.read(first, position);
            for (int i = at + (int) onDisk; i < target.limit(); i++) {
                target.put(i, (byte) 0);
            }
            Long start = held.floorKey(position);
            for (Map.Entry<Long, byte[]> entry :
                    held.subMap(start == null ? position : start, to).entrySet()) {
                copy(entry.getKey(), entry.getValue(), target, at, position, to);
            }
            target.position(target.limit());
        }

        private static void copy(long start, byte[] bytes, ByteBuffer target, int at, long position, long to) {
            long from = Math.max(start, position);
            long until = Math.min(start + bytes.length, to);
            if (from < until) {
                target.put(at + (int) (from - position), bytes, (int) (from - start), (int) (until - from));
            }
        }

        @Override
        public void sync() throws IOException {
            writeHeld();
            real.sync();
        }

        private void writeHeld() throws IOException {
            for (Map.Entry<Long, byte[]> entry : held.entrySet()) {
                real.write(ByteBuffer.wrap(entry.getValue()), entry.getKey());
            }
            held.clear();
        }

        @Override
        public void close() throws IOException {
            writeHeld();
            real.close();
        }
    }
}
