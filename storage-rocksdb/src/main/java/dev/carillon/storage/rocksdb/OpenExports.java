package dev.carillon.storage.rocksdb;

import dev.carillon.storage.StateExport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The exports that are not closed, and the removal of data that none of them is to miss. Thread-safe. */
final class OpenExports {
    private final RocksDB db;
    private final List<ColumnFamilyHandle> families;
    private final DataNumbers numbers;
    private final CloseGate gate;
    private final Failures failures;

    /** Its lock is held to open one, and to drop files of data that none of them shows. */
    private final Set<RocksStateExport> exports = new HashSet<>();

    OpenExports(RocksDB db, List<ColumnFamilyHandle> families, DataNumbers numbers, CloseGate gate, Failures failures) {
        this.db = db;
        this.families = families;
        this.numbers = numbers;
        this.gate = gate;
        this.failures = failures;
    }

    interface Reading {
        void run() throws RocksDBException;
    }

    StateExport open(int partition) {
        gate.enter();
        try {
            synchronized (exports) {
                RocksStateExport export = RocksStateExport.open(this, db, families, numbers, partition);
                exports.add(export);
                return export;
            }
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    /** Reads for an export. */
    void read(Reading reading) {
        gate.enter();
        try {
            reading.run();
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    /** Called by an export that is closed. Nothing is left to do if the engine was closed before it. */
    void closed(RocksStateExport export) {
        if (!gate.tryEnter()) {
            return;
        }
        try {
            synchronized (exports) {
                if (exports.remove(export)) {
                    export.release();
                }
            }
        } finally {
            gate.leave();
        }
    }

    /** Removes nobody's data. An export of it goes on. */
    void remove(int dataNumber) throws RocksDBException {
        numbers.remove(dataNumber);
        synchronized (exports) {
            if (exports.stream().noneMatch(export -> export.dataNumber() == dataNumber)) {
                numbers.dropFiles(dataNumber);
            }
        }
    }

    /** Before the database is closed. */
    void releaseAll() {
        synchronized (exports) {
            exports.forEach(RocksStateExport::release);
            exports.clear();
        }
    }
}
