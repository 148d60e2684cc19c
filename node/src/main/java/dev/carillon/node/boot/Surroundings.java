package dev.carillon.node.boot;

import dev.carillon.node.peer.PeerNetwork;
import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * What a node's process stands on, so that tests can put something weaker below the very same node.
 *
 * @param disks opens the folder of a log
 * @param network gets the sockets between nodes, returns what is used instead
 */
public record Surroundings(Disks disks, UnaryOperator<PeerNetwork> network) {
    /** The real disk and the real network. */
    public static final Surroundings REAL = new Surroundings(FileDisk::open, UnaryOperator.identity());

    /** Opens folders as disks. Any thread. */
    @FunctionalInterface
    public interface Disks {
        Disk open(Path folder) throws IOException;
    }
}
