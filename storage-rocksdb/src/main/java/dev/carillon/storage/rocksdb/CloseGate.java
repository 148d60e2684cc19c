package dev.carillon.storage.rocksdb;

import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Held shared by every use and alone by close: a call into a closed RocksDB would end the process. */
final class CloseGate {
    private final Path folder;
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    CloseGate(Path folder) {
        this.folder = folder;
    }

    /** Begins a use, which {@link #leave} ends. */
    void enter() {
        if (!tryEnter()) {
            throw new IllegalStateException("the state engine in " + folder + " is closed");
        }
    }

    /** Begins a use, unless it is closed. */
    boolean tryEnter() {
        open.readLock().lock();
        if (closed) {
            open.readLock().unlock();
            return false;
        }
        return true;
    }

    void leave() {
        open.readLock().unlock();
    }

    /**
     * Waits until no use is under way, and lets none in any more.
     *
     * @param closing runs unless it was closed before
     * @return whether it ran
     */
    boolean close(Runnable closing) {
        open.writeLock().lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            closing.run();
            return true;
        } finally {
            open.writeLock().unlock();
        }
    }
}
