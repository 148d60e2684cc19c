package dev.carillon.storage.log;

import dev.carillon.storage.disk.DiskFile;
import dev.carillon.storage.disk.FileDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How close the log comes to the disk: passes of 64 records of 300 bytes, each synced, in turn with bare writes and syncs
 * of as many bytes in short slices, so that both see the same disk. Main: an empty folder, slices.
 */
final class LogRate {
    private static final int RECORDS = 64;
    private static final int RECORD_BYTES = 300;
    private static final int PASSES = 500;
    private static final int WARM_UP_PASSES = 20_000;
    private static final int PASS_BYTES =
            SectorLayout.sectorsFor(RECORDS * (RECORD_BYTES + SectorLayout.RECORD_HEADER)) * SectorLayout.SECTOR;

    private final UnsafeBuffer record = new UnsafeBuffer(new byte[RECORD_BYTES]);
    private final ByteBuffer bareBytes = ByteBuffer.allocateDirect(PASS_BYTES);
    private long index;
    private long bareAt;

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        ExecutorService maker = Executors.newSingleThreadExecutor();
        try (FileDisk logDisk = FileDisk.open(folder.resolve("log"));
                FileDisk weakDisk = FileDisk.open(folder.resolve("weak"));
                FileDisk bareDisk = FileDisk.open(folder.resolve("bare"));
                DiskFile bare = bareDisk.create("bare")) {
            new LogRate().measure(logDisk, weakDisk, bare, maker, Integer.parseInt(args[1]));
        } finally {
            maker.shutdown();
        }
        for (String name : new String[] {"log", "weak", "bare"}) {
            try (var files = Files.list(folder.resolve(name))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder.resolve(name));
        }
    }

    private void measure(FileDisk logDisk, FileDisk weakDisk, DiskFile bare, ExecutorService maker, int slices)
            throws IOException {
        zero(bare);
        LogOptions options = LogOptions.of(1);
        System.out.println("fdatasync per pass of " + RECORDS + " x " + RECORD_BYTES + " bytes, "
                + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version());
        try (SegmentLog log = SegmentLog.open(logDisk, options, maker, System::nanoTime);
                SegmentLog weak =
                        SegmentLog.open(weakDisk, options.withDurability(Durability.NONE), maker, System::nanoTime)) {
            long cpu = cpuNanos();
            run(weak, WARM_UP_PASSES);
            cpu = cpuNanos();
            run(weak, WARM_UP_PASSES);
            double micros = (cpuNanos() - cpu) / 1e3 / WARM_UP_PASSES;
            double[] ratios = new double[slices];
            double[] bares = new double[slices];
            double[] logs = new double[slices];
            for (int slice = 0; slice < slices; slice++) {
                bares[slice] = PASSES * 1e9 / runBare(bare);
                logs[slice] = PASSES * 1e9 / run(log, PASSES);
                ratios[slice] = logs[slice] / bares[slice];
            }
            System.out.printf(
                    Locale.ROOT,
                    "medians of %d slices: bare %,.0f passes/s, log %,.0f passes/s = %,.0f records/s, ratio %.2f; CPU of a"
                            + " pass with its write and without its sync %.1f us = %.2f us per record; %s%n",
                    slices,
                    median(bares),
                    median(logs),
                    median(logs) * RECORDS,
                    median(ratios),
                    micros,
                    micros / RECORDS,
                    log.counts());
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void zero(DiskFile file) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(1 << 20);
        for (int i = 0; i < 64; i++) {
            file.write(zeroes.clear(), (long) i << 20);
        }
        file.sync();
    }

    private long runBare(DiskFile file) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < PASSES; i++) {
            bareAt = bareAt + PASS_BYTES > 64 << 20 ? 0 : bareAt;
            bareBytes.clear().putLong(0, i);
            file.write(bareBytes, bareAt);
            file.sync();
            bareAt += PASS_BYTES;
        }
        return System.nanoTime() - start;
    }

    private long run(SegmentLog log, int passes) {
        long start = System.nanoTime();
        for (int i = 0; i < passes; i++) {
            index++;
            for (int group = 0; group < RECORDS; group++) {
                log.append(group, 1, index, record, 0, RECORD_BYTES);
            }
            log.sync();
            if (i % 100 == 0) {
                for (int group = 0; group < RECORDS; group++) {
                    log.release(group, index);
                }
            }
        }
        return System.nanoTime() - start;
    }
}
