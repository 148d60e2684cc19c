package dev.carillon.simulator.faults.node;

import dev.carillon.node.boot.NodeMain;
import dev.carillon.node.boot.Surroundings;
import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Main of a node of the fault suite: takes the options of {@code carillon node}. */
public final class WeakNode {
    /** System property: a folder in which the suite and this node leave files for each other. */
    private static final String FOLDER = "carillon.faults.folder";

    /** System property: whether what is not synced is gone at a kill, as at a power cut. */
    private static final String POWER_CUTS = "carillon.faults.power-cuts";

    private static final String LINKS = "links.properties";
    private static final String FULL = "disk-is-full";
    private static final String REFUSED = "disk-refused";

    private WeakNode() {}

    /**
     * Options of the JVM for a node. It dies before the better of the two compilers has earned what it costs, and three nodes that
     * compile leave little to those that are to take over.
     */
    public static List<String> jvmOptions(Path folder, boolean powerCuts) {
        return List.of("-D" + FOLDER + "=" + folder, "-D" + POWER_CUTS + "=" + powerCuts, "-XX:TieredStopAtLevel=1");
    }

    /** Where the suite writes which port stands for which of another node: {@code port = port of the proxy}. */
    public static Path links(Path folder) {
        return folder.resolve(LINKS);
    }

    /** The disk is full as long as this file is there. */
    public static Path full(Path folder) {
        return folder.resolve(FULL);
    }

    /** There once a full disk has refused something. */
    public static Path refused(Path folder) {
        return folder.resolve(REFUSED);
    }

    /** @param args as for {@code carillon node} */
    public static void main(String[] args) {
        Path folder = Path.of(System.getProperty(FOLDER));
        boolean powerCuts = Boolean.getBoolean(POWER_CUTS);
        NodeMain.run(
                new Surroundings(log -> disk(log, folder, powerCuts), real -> new ProxiedNetwork(real, links(folder))),
                args);
    }

    private static Disk disk(Path log, Path folder, boolean powerCuts) throws IOException {
        Disk real = FileDisk.open(log);
        return new FillableDisk(powerCuts ? new UnsyncedDisk(real) : real, full(folder), refused(folder));
    }
}
