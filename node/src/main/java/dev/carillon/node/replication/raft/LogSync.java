package dev.carillon.node.replication.raft;

import dev.carillon.storage.LoopLog;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes durable what a loop has written, and keeps the loop waiting for nothing: the loop writes, the disk's thread forces,
 * and what is appended meanwhile goes with the next sync, of which there is one at a time. Batches have numbers: what is
 * appended belongs to {@link #filling}, and all up to {@link #durable} survives a power cut. Runs on the loop, but for the
 * forcing.
 */
final class LogSync {
    private static final long NONE = Long.MIN_VALUE;

    private final LoopLog log;
    private final Executor disk;
    private final Runnable wake;

    /** What the log need not keep once it has what is being filled, by the group's number in it. */
    private final Long2LongHashMap releases = new Long2LongHashMap(NONE);

    /** The same of what is being forced. */
    private final Long2LongHashMap forcedReleases = new Long2LongHashMap(NONE);

    private long filling = 1;
    private long durable;
    private LoopLog.@Nullable Force force;
    private boolean underWay;

    /** Written by the disk's thread, before {@link #done}. */
    private @Nullable IOException failure;

    private volatile boolean done;

    /**
     * @param disk runs one task at a time, on any thread, at once or later
     * @param wake called on that thread after each: the loop has something to do
     */
    LogSync(LoopLog log, Executor disk, Runnable wake) {
        this.log = log;
        this.disk = disk;
        this.wake = wake;
    }

    /** The batch that is being filled. */
    long filling() {
        return filling;
    }

    /** The newest batch that is durable. */
    long durable() {
        return durable;
    }

    /** Whether something is being forced to the disk, or was and {@link #end} has not been called. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Whether it is time for {@link #end}. */
    boolean isDone() {
        return done;
    }

    /** Once what is being filled is durable the log need not keep what is before this place of a group. */
    void release(int group, long place) {
        releases.put(group, place);
    }

    /** There is nothing to write: what was released can go at once. */
    void letGo() {
        releases.forEach((group, place) -> log.release((int) (long) group, place));
        releases.clear();
    }

    /**
     * Writes what was appended. Nothing may be under way.
     *
     * @return whether it has to be forced: {@link #begin} must follow; else it counts as durable
     * @throws dev.carillon.storage.LogFullException when there is no room; nothing has changed
     * @throws dev.carillon.storage.LogFailedException when it failed; final
     */
    boolean write() {
        force = log.write();
        forcedReleases.putAll(releases);
        releases.clear();
        filling++;
        if (force == null) {
            isDurable();
        }
        return force != null;
    }

    /** Has the disk's thread force what was written. */
    void begin() {
        LoopLog.Force written = force;
        if (written == null) {
            throw new IllegalStateException("nothing was written");
        }
        underWay = true;
        disk.execute(() -> {
            try {
                written.run();
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException e) {
                // The loop would wait for ever.
                failure = new IOException(e);
            }
            done = true;
            wake.run();
        });
    }

    /**
     * What was written is durable.
     *
     * @throws dev.carillon.storage.LogFailedException if it is not; final
     */
    void end() {
        done = false;
        underWay = false;
        force = null;
        log.forced(failure);
        isDurable();
    }

    private void isDurable() {
        durable = filling - 1;
        forcedReleases.forEach((group, place) -> log.release((int) (long) group, place));
        forcedReleases.clear();
    }
}
