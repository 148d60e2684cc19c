package dev.carillon.node.replication.raft;

import dev.carillon.storage.LogVisitor;
import dev.carillon.storage.LoopLog;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A log that tells when it syncs. */
public final class SimLog implements LoopLog {
    private final LoopLog log;
    private final Runnable onSync;

    public SimLog(LoopLog log, Runnable onSync) {
        this.log = log;
        this.onSync = onSync;
    }

    @Override
    public void append(int group, int kind, long index, DirectBuffer buffer, int offset, int length) {
        log.append(group, kind, index, buffer, offset, length);
    }

    @Override
    public boolean isDirty() {
        return log.isDirty();
    }

    @Override
    public @Nullable Force write() {
        return log.write();
    }

    @Override
    public void forced(@Nullable IOException failure) {
        log.forced(failure);
        onSync.run();
    }

    @Override
    public long room() {
        return log.room();
    }

    @Override
    public void replay(LogVisitor visitor) {
        log.replay(visitor);
    }

    @Override
    public void release(int group, long index) {
        log.release(group, index);
    }

    @Override
    public long bytes() {
        return log.bytes();
    }

    @Override
    public long bytesSince(int group) {
        return log.bytesSince(group);
    }

    @Override
    public boolean isFull() {
        return log.isFull();
    }

    @Override
    public void close() {
        log.close();
    }
}
