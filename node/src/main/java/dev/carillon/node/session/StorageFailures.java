package dev.carillon.node.session;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.StateEngineFailedException;

/** Tells the failures of disks and files from faults in the code. */
final class StorageFailures {
    private StorageFailures() {}

    static boolean isOne(RuntimeException cause) {
        return cause instanceof LogFailedException
                || cause instanceof LogFullException
                || cause instanceof StateEngineFailedException
                || cause instanceof CorruptStorageException;
    }
}
