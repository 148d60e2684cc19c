package dev.carillon.simulator.bench.micro;

import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One operation is the life of a message that is acked soon: appended to its inbox, read, trimmed; 256 inboxes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OverlayBench {
    private static final int INBOXES = 256;
    private static final int ITEM_BYTES = 300;
    private static final int BATCH = 16;

    private final PartitionOverlay overlay = new PartitionOverlay(0, new MemoryStateEngine());
    private final OverlayQueue[] inboxes = new OverlayQueue[INBOXES];
    private final UnsafeBuffer item = new UnsafeBuffer(new byte[ITEM_BYTES]);
    private long read;
    private int turn;

    public OverlayBench() {
        for (int i = 0; i < INBOXES; i++) {
            inboxes[i] = overlay.queue(i + 1, 1, 1);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendReadTrim() {
        OverlayQueue inbox = inboxes[turn++ & INBOXES - 1];
        long first = inbox.next();
        for (int i = 0; i < BATCH; i++) {
            inbox.append(item, 0, ITEM_BYTES);
        }
        inbox.read(first, BATCH, (seq, buffer, offset, length) -> {
            read += length;
            return true;
        });
        inbox.trim(inbox.next());
        return read;
    }
}
