package dev.carillon.node.boot;

import dev.carillon.node.delivery.RelayCut;
import dev.carillon.storage.StateBatch;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;

/** Reads a whole backup: every byte of it, and whether the copies of its partitions fit together. One thread. */
final class BackupCheck {
    private static final byte USER = 'u';

    private final RelayCut cut = new RelayCut();
    private long users;
    private long items;

    /**
     * @param progress hears partitions done and bytes read
     * @throws CommandException if it is not whole, or has holes
     */
    static BackupCheck of(StoredBackup backup, BiConsumer<Integer, Long> progress) throws IOException {
        BackupCheck check = new BackupCheck();
        long[] bytes = {0};
        for (int p = 0; p < backup.partitions(); p++) {
            Counting counting = check.new Counting(p);
            backup.read(p, (chunk, length) -> {
                chunk.forEach(counting);
                bytes[0] += length;
            });
            progress.accept(p + 1, bytes[0]);
        }
        List<String> holes = check.cut.holes();
        if (!holes.isEmpty()) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The copies do not fit together, " + holes.size() + " times: " + holes.get(0)
                            + ". Nothing was touched; use another backup.");
        }
        return check;
    }

    RelayCut cut() {
        return cut;
    }

    long users() {
        return users;
    }

    /** Of inboxes and outboxes. */
    long items() {
        return items;
    }

    private final class Counting implements StateBatch.Changes {
        private final int partition;

        Counting(int partition) {
            this.partition = partition;
        }

        @Override
        public void putRecord(byte[] key, byte[] value) {
            users += key[0] == USER ? 1 : 0;
            cut.see(partition, key, value);
        }

        @Override
        public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
            items++;
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
}
