package dev.carillon.storage.rocksdb;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * RocksDB's native library. By itself it unpacks 17 MB into the temporary folder at every start and leaves them there
 * when the process is killed; so whoever starts nodes unpacks it once and passes {@code -Djava.library.path}.
 */
public final class RocksLibrary {
    private static final String LIBRARY = "rocksdb";

    private RocksLibrary() {}

    /** Unpacks the library into the folder, unless it is there. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("one folder, to unpack the native library into");
        }
        System.out.println(extract(Path.of(args[0])));
    }

    /**
     * Unpacks the library for this machine, unless it is there.
     *
     * @return the folder, for {@code -Djava.library.path}
     */
    public static Path extract(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path target = folder.resolve(System.mapLibraryName(Environment.getSharedLibraryName(LIBRARY)));
        if (Files.exists(target)) {
            return folder;
        }
        String packed = Environment.getJniLibraryFileName(LIBRARY);
        Path partial = Files.createTempFile(folder, packed, ".part");
        try (InputStream library = RocksDB.class.getClassLoader().getResourceAsStream(packed)) {
            if (library == null) {
                throw new FileNotFoundException("RocksDB's jar has no " + packed + " for this machine");
            }
            Files.copy(library, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
        return folder;
    }
}
