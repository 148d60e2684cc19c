package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** Looks at table files one by one, to name the damaged ones where RocksDB itself only says that something is. */
final class TableFiles {
    private TableFiles() {}

    /** Names of the tables that cannot be read to their end. */
    static List<String> damaged(Path db) {
        List<String> damaged = new ArrayList<>();
        try (Stream<Path> files = Files.list(db)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".sst"))
                    .sorted()
                    .toList()) {
                if (!isWhole(file)) {
                    damaged.add(file.getFileName().toString());
                }
            }
        } catch (IOException e) {
            damaged.add(db + " (" + e.getMessage() + ")");
        }
        return damaged;
    }

    /** Refuses tables that are missing or not as long as the MANIFEST says; RocksDB looks when it first reads one. */
    static void checkSizes(Path db, List<LiveFileMetaData> tables) throws IOException {
        for (LiveFileMetaData table : tables) {
            Path file = db.resolve(table.fileName().substring(1));
            String wrong = null;
            if (!Files.exists(file)) {
                wrong = "is missing";
            } else if (Files.size(file) != table.size()) {
                wrong = "has " + Files.size(file) + " bytes, and had " + table.size();
            }
            if (wrong != null) {
                throw new CorruptStorageException(file + " " + wrong + ". The node does not serve from this folder;"
                        + " restore it from a replica or a backup.");
            }
        }
    }

    private static boolean isWhole(Path file) {
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
            return true;
        } catch (RocksDBException e) {
            return false;
        }
    }
}
