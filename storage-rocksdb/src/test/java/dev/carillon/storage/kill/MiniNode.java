package dev.carillon.storage.kill;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.disk.FileDisk;
import dev.carillon.storage.log.Durability;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.overlay.Trailer;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.overlay.TrailerListener;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.ExpandableArrayBuffer;

/**
 * A loop with log, overlays and engine, as small as can be, in a process of its own that waits to be killed. Says line by
 * line what it found, what is acked, and what it did.
 */
public final class MiniNode implements TrailerListener {
    static final int PARTITIONS = 4;
    private static final int SEGMENT_BYTES = 16 * 1024;
    private static final int FREEZE_BYTES = 12 * 1024;
    private static final int PASSES_MAX = 50_000;
    private static final TrailerLimits OFTEN = new TrailerLimits(24 * 1024, 40_000_000L, 16);

    /** So seldom that RocksDB flushes by itself in between, wherever its memtables are full. */
    private static final TrailerLimits SELDOM = new TrailerLimits(1 << 20, 300_000_000L, 16);

    private final PrintStream out;
    private final SegmentLog log;
    private final RocksStateEngine engine;
    private final Trailer trailer;
    private final MiniPartition[] partitions = new MiniPartition[PARTITIONS];
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final ExpandableArrayBuffer entry = new ExpandableArrayBuffer();
    private final SplittableRandom random;
    private long flushes;

    private MiniNode(Path folder, long seed, ExecutorService threads, PrintStream out) throws IOException {
        this.out = out;
        this.random = new SplittableRandom(seed);
        this.engine = RocksStateEngine.open(folder.resolve("state"), EngineLimits.TINY);
        this.log = SegmentLog.open(
                FileDisk.open(folder.resolve("log")),
                new LogOptions(1, false, SEGMENT_BYTES, Durability.SYNC),
                threads,
                System::nanoTime);
        this.trailer = new Trailer(engine, seed % 2 == 0 ? OFTEN : SELDOM, threads, System::nanoTime, this);
    }

    public static void main(String[] args) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        MiniNode node = new MiniNode(Path.of(args[0]), Long.parseLong(args[1]), threads, System.out);
        try {
            node.recover();
            node.run();
        } catch (RuntimeException e) {
            System.out.println("WRONG " + e);
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private void recover() {
        for (int p = 0; p < PARTITIONS; p++) {
            MiniPartition.checkEngine(p, engine);
            partitions[p] = new MiniPartition(p, engine);
        }
        out.println("engine " + indexes());
        log.replay((group, kind, index, buffer, offset, length) -> {
            if (index > partitions[group].applied) {
                partitions[group].apply(index, buffer, offset, length);
                partitions[group].entries.advance();
            }
        });
        for (MiniPartition partition : partitions) {
            partition.check();
            release(partition.number, engine.flushedMarker(partition.number));
        }
        out.println("recovered " + indexes());
    }

    private void run() {
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            pass();
            out.println("acked " + indexes());
            for (MiniPartition partition : partitions) {
                trail(partition);
            }
            trailer.tick();
            for (Runnable event = posted.poll(); event != null; event = posted.poll()) {
                event.run();
            }
            if (pass % 16 == 0) {
                out.println("did " + flushes + " " + log.counts().cuts() + " "
                        + log.counts().recycled());
            }
        }
    }

    private void pass() {
        int[] counts = new int[PARTITIONS];
        ExpandableArrayBuffer[][] waiting = new ExpandableArrayBuffer[PARTITIONS][];
        int[][] lengths = new int[PARTITIONS][];
        for (MiniPartition partition : partitions) {
            int p = partition.number;
            counts[p] = random.nextInt(12);
            waiting[p] = new ExpandableArrayBuffer[counts[p]];
            lengths[p] = new int[counts[p]];
            for (int i = 0; i < counts[p]; i++) {
                int length = partition.encodeNext(entry);
                log.append(p, 0, partition.entries.index, entry, 0, length);
                waiting[p][i] = new ExpandableArrayBuffer(length);
                waiting[p][i].putBytes(0, entry, 0, length);
                lengths[p][i] = length;
            }
        }
        log.sync();
        for (MiniPartition partition : partitions) {
            for (int i = 0; i < counts[partition.number]; i++) {
                partition.apply(partition.applied + 1, waiting[partition.number][i], 0, lengths[partition.number][i]);
            }
        }
    }

    private void trail(MiniPartition partition) {
        boolean due = partition.overlay.bytes() > FREEZE_BYTES || random.nextInt(20) == 0;
        if (due && !partition.overlay.isInFlight()) {
            StateBatch batch = partition.freeze();
            if (batch != null && !trailer.submit(batch)) {
                throw new IllegalStateException("the trailer takes no batch");
            }
        }
    }

    private void release(int partition, Marker marker) {
        log.release(partition, marker.index() + 1);
    }

    private String indexes() {
        StringBuilder line = new StringBuilder();
        for (MiniPartition partition : partitions) {
            line.append(partition.applied).append(' ');
        }
        return line.toString().trim();
    }

    @Override
    public void written(StateBatch batch) {
        posted.add(() -> partitions[batch.partition()].overlay.written(batch));
    }

    @Override
    public void installed(int partition, Marker marker) {
        throw new IllegalStateException("nobody copies here");
    }

    @Override
    public void flushed(int partition, Marker marker) {
        posted.add(() -> {
            flushes++;
            release(partition, marker);
        });
    }

    @Override
    public void failed(RuntimeException cause) {
        posted.add(() -> {
            throw cause;
        });
    }
}
