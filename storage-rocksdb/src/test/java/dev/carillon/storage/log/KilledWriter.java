package dev.carillon.storage.log;

import dev.carillon.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that appends to a log of tiny segments as fast as it can, and after each sync prints a line: the last index,
 * segments cut, segments recycled. It ends by being killed, or when nobody listens.
 */
final class KilledWriter {
    static final int GROUPS = 3;
    static final int INDEXES_KEPT = 60;

    private KilledWriter() {}

    public static void main(String[] args) throws IOException {
        ExecutorService maker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "segments");
            thread.setDaemon(true);
            return thread;
        });
        SegmentLog log = open(FileDisk.open(Path.of(args[0])), maker);
        long[] last = {0};
        log.replay((group, kind, index, buffer, offset, length) -> last[0] = index);
        long index = last[0];
        while (!System.out.checkError()) {
            int records = 1 + (int) (index % 5);
            for (int i = 0; i < records; i++) {
                record(++index).appendTo(log);
            }
            log.sync();
            for (int group = 0; group < GROUPS; group++) {
                log.release(group, index - INDEXES_KEPT);
            }
            LogCounts counts = log.counts();
            System.out.println(index + " " + counts.cuts() + " " + counts.recycled() + " .");
        }
    }

    static SegmentLog open(FileDisk disk, java.util.concurrent.Executor maker) {
        return SegmentLog.open(disk, LogOptions.of(1).withSegmentBytes(8192), maker, System::nanoTime);
    }

    /** The one record that may have this index. */
    static LogRecord record(long index) {
        return LogRecord.of((int) (index % GROUPS), index, (int) (index * 37 % 1_500));
    }
}
