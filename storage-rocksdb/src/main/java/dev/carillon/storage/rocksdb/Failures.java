package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.StateEngineFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns what RocksDB says into what an operator needs: what is wrong, what is safe, what to do. */
final class Failures {
    private final Path folder;

    Failures(Path folder) {
        this.folder = folder;
    }

    RuntimeException opening(RocksDBException e) {
        String said = String.valueOf(e.getMessage());
        if (said.toLowerCase(Locale.ROOT).contains("lock") && code(e) == Status.Code.IOError && said.contains("LOCK")) {
            return new IllegalStateException(
                    "The state in " + folder + " is in use by another process. Stop that one first.", e);
        }
        return corrupt("cannot be opened", e);
    }

    RuntimeException reading(RocksDBException e) {
        return corrupt("cannot be read", e);
    }

    RuntimeException writing(RocksDBException e) {
        if (code(e) == Status.Code.Corruption) {
            return corrupt("is damaged", e);
        }
        return writing(folder, e);
    }

    StateEngineFailedException writing(Path where, Exception e) {
        return new StateEngineFailedException(
                "The state in " + where + " cannot be written (" + e.getMessage()
                        + "). Everything acked is in the log. Remove the cause (a full disk?), then start the node"
                        + " again.",
                e);
    }

    private CorruptStorageException corrupt(String what, RocksDBException e) {
        List<String> tables = TableFiles.damaged(folder.resolve(RocksStateEngine.DB));
        return new CorruptStorageException(
                "The state in " + folder + " " + what + ": " + e.getMessage()
                        + (tables.isEmpty() ? "" : " (damaged: " + String.join(", ", tables) + ")")
                        + ". The node does not serve from it. Restore the folder from a replica or a backup; keep the"
                        + " damaged one until that is done.",
                e);
    }

    private static Status.Code code(RocksDBException e) {
        Status status = e.getStatus();
        return status == null ? Status.Code.Undefined : status.getCode();
    }
}
