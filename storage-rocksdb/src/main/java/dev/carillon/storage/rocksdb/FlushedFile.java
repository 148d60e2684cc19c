package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file FLUSHED: what survives, as of the last flush, said outside RocksDB. Without it a MANIFEST that lost its last
 * records would open as an older database, and the log that could fill the hole was cut long ago.
 *
 * @param manifest RocksDB's MANIFEST file at the time
 * @param manifestBytes how much of it was synced; it only grows
 * @param markers the flushed marker of each partition
 */
record FlushedFile(String manifest, long manifestBytes, Map<Integer, Marker> markers) {
    private static final String NAME = "FLUSHED";

    static FlushedFile read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        String text;
        try {
            text = CheckedText.read(file);
        } catch (NoSuchFileException e) {
            throw new CorruptStorageException(
                    file + " is missing. Nothing was touched; restore the folder from a" + " replica or a backup.");
        }
        Map<Integer, Marker> markers = new TreeMap<>();
        String[] lines = text.split("\n", -1);
        String[] manifest = lines[0].split(" ", -1);
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ", -1);
            markers.put(Integer.valueOf(words[1]), new Marker(Long.parseLong(words[2]), Long.parseLong(words[3])));
        }
        return new FlushedFile(manifest[1], Long.parseLong(manifest[2]), markers);
    }

    void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder("manifest " + manifest + " " + manifestBytes);
        markers.forEach((partition, marker) -> text.append("\npartition ")
                .append(partition)
                .append(' ')
                .append(marker.generation())
                .append(' ')
                .append(marker.index()));
        CheckedText.write(folder.resolve(NAME), text.toString());
    }

    /** Refuses an engine that has less than was flushed. */
    void check(Path folder, Map<Integer, Marker> found) {
        markers.forEach((partition, flushed) -> {
            Marker marker = found.getOrDefault(partition, Marker.NONE);
            if (flushed.isAbove(marker)) {
                throw new CorruptStorageException("The state in " + folder + " ends at " + marker + " for partition "
                        + partition + ", but " + folder.resolve(NAME) + " says that " + flushed
                        + " was flushed: newer files of the database are lost. The node does not serve from it."
                        + " Restore the folder from a replica or a backup.");
            }
        });
    }
}
