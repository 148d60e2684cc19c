package dev.carillon.simulator.capacity;

import java.util.Locale;

/**
 * A machine for one node.
 *
 * @param cores of the kind that the costs were measured on
 * @param memoryBytes all of it
 * @param diskBytes what the data folder's disk holds
 * @param networkBits per second, each way
 */
public record Machine(double cores, double memoryBytes, double diskBytes, double networkBits) {
    private static final int PARTS = 4;
    private static final double MICROSECONDS = 1e6;
    private static final int CORES_PER_LOOP = 2;

    /** As {@code 8c/32G/1T/1Gbit}. */
    public static Machine parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != PARTS || !parts[0].toLowerCase(Locale.ROOT).endsWith("c")) {
            throw new PlanException(
                    "--node is '" + text + "'; it must be cores/memory/disk/network, such as 8c/32G/1T/1Gbit");
        }
        Machine machine = new Machine(
                Quantity.count("--node's number of cores", parts[0].substring(0, parts[0].length() - 1)),
                Quantity.bytes("--node's memory", parts[1]),
                Quantity.bytes("--node's disk", parts[2]),
                Quantity.bits("--node's network", parts[3]));
        for (Resource resource : Resource.values()) {
            if (!(machine.of(resource) > 0)) {
                throw new PlanException(
                        "--node is '" + text + "'; a machine without " + resource.label() + " runs no node");
            }
        }
        return machine;
    }

    /** Partition loops of a node that chooses them by itself. */
    static int loops(double cores) {
        return Math.max(1, (int) cores / CORES_PER_LOOP);
    }

    /** All that it has of it, in the unit of {@link Use}. */
    public double of(Resource resource) {
        return switch (resource) {
            case CPU -> cores * MICROSECONDS;
            case MEMORY -> memoryBytes;
            case DISK -> diskBytes;
            case NETWORK -> networkBits;
        };
    }
}
