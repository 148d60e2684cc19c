package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.RecordingWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what comes through the queue, on a thread of its own. When the file cannot be written any more it goes on taking,
 * and counts: the traffic is not to suffer for it.
 */
final class Recorder {
    /** How old a block becomes, so that a cut costs no more. */
    static final long BLOCK_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long POLL_MS = 100;
    private static final long END_WITHIN_MS = 10_000;

    private final EventQueue queue;
    private final RecordingWriter writer;
    private final LongSupplier nanoTime;
    private final Thread thread = new Thread(this::run, "recorder");
    private volatile boolean ending;
    private volatile long events;
    private volatile long lost;
    private volatile long bytes;
    private volatile @Nullable String trouble;

    Recorder(EventQueue queue, RecordingWriter writer, LongSupplier nanoTime) {
        this.queue = queue;
        this.writer = writer;
        this.nanoTime = nanoTime;
        this.bytes = writer.bytes();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        List<Event> batch = new ArrayList<>();
        long flushed = nanoTime.getAsLong();
        try {
            while (true) {
                boolean last = ending;
                queue.take(batch, last ? 0 : POLL_MS);
                write(batch);
                boolean nothing = batch.isEmpty();
                batch.clear();
                if (nanoTime.getAsLong() - flushed >= BLOCK_NS) {
                    flushed = nanoTime.getAsLong();
                    flush();
                }
                if (last && nothing) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void write(List<Event> batch) {
        countLost(queue.takeLost());
        for (Event event : batch) {
            if (trouble != null) {
                lost = lost + 1;
                continue;
            }
            try {
                writer.add(event);
                events = events + 1;
            } catch (IOException e) {
                fail(e);
            }
        }
        bytes = writer.bytes();
    }

    private void countLost(long more) {
        if (more > 0) {
            lost = lost + more;
            writer.lost(more);
        }
    }

    private void flush() {
        try {
            if (trouble == null) {
                writer.flush();
                bytes = writer.bytes();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void close() {
        countLost(queue.takeLost());
        try {
            writer.close();
            bytes = writer.bytes();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        if (trouble == null) {
            trouble = "the recording cannot be written any more (" + e.getMessage()
                    + "); the traffic goes on, and what was written before is good";
        }
    }

    /** Writes what is left, and closes the file. */
    void end() throws InterruptedException {
        ending = true;
        thread.join(END_WITHIN_MS);
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(END_WITHIN_MS);
        }
    }

    long events() {
        return events;
    }

    /** Events that were seen and are not in the file. */
    long lost() {
        return lost;
    }

    long bytes() {
        return bytes;
    }

    /** Why nothing is written any more; null as long as it is. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
