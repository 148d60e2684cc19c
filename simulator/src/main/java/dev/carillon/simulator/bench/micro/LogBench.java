package dev.carillon.simulator.bench.micro;

import dev.carillon.storage.disk.FileDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One operation is one loop pass of 64 records of 300 bytes made durable: through the node's log, and, as the floor,
 * the same bytes written over a preallocated file with one {@code fdatasync}. Runs on the disk of the temporary folder
 * (or {@code -Djava.io.tmpdir}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
public class LogBench {
    private static final int RECORDS = 64;
    private static final int RECORD_BYTES = 300;
    private static final int GROUPS = 64;
    private static final int SECTOR = 512;
    private static final int PASS_BYTES = (RECORDS * RECORD_BYTES + SECTOR - 1) / SECTOR * SECTOR;
    private static final int FILE_BYTES = 64 << 20;

    private final UnsafeBuffer entry = new UnsafeBuffer(new byte[RECORD_BYTES]);
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(PASS_BYTES);
    private Path folder;
    private ExecutorService maker;
    private SegmentLog log;
    private FileChannel file;
    private long index;
    private long position;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("carillon-log-bench-");
        maker = Executors.newSingleThreadExecutor();
        log = SegmentLog.open(FileDisk.open(folder.resolve("log")), LogOptions.of(1), maker, System::nanoTime);
        file = FileChannel.open(
                folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        for (int written = 0; written < FILE_BYTES; written += zeros.capacity()) {
            file.write(zeros.clear(), written);
        }
        file.force(true);
    }

    @TearDown
    public void close() throws IOException {
        log.close();
        file.close();
        maker.shutdown();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }

    @Benchmark
    public void segmentLog() {
        index++;
        for (int i = 0; i < RECORDS; i++) {
            log.append(i % GROUPS, 1, index, entry, 0, RECORD_BYTES);
        }
        log.sync();
        // State is always a little behind; what it has, the log gives back, and segments are recycled.
        for (int group = 0; group < GROUPS; group++) {
            log.release(group, index);
        }
    }

    @Benchmark
    public void rawOverwriteAndSync() throws IOException {
        file.write(bytes.clear(), position);
        file.force(false);
        position = position + 2 * PASS_BYTES > FILE_BYTES ? 0 : position + PASS_BYTES;
    }
}
