package dev.carillon.simulator.capacity;

/**
 * How a cluster is laid out.
 *
 * @param replicas of every partition
 * @param zones that fail as one; 1 if each node fails for itself
 * @param partitions a power of two up to {@value #PARTITIONS_MAX}; 0: as many as suit the number of nodes
 * @param keepaliveSeconds between two signs of life of a silent device
 */
public record Layout(int replicas, int zones, int partitions, double keepaliveSeconds) {
    /** What a cluster can have. */
    public static final int PARTITIONS_MAX = 4096;

    private static final int PARTITIONS_DEFAULT = 256;
    private static final int LEADS_PER_NODE = 16;

    public Layout {
        if (replicas < 1 || replicas % 2 == 0) {
            throw new PlanException("--replicas is odd and at least 1, since a majority decides; it is " + replicas);
        }
        if (zones < 1) {
            throw new PlanException("--zones is at least 1; it is " + zones);
        }
        if (partitions < 0 || partitions > PARTITIONS_MAX || Integer.bitCount(partitions) > 1) {
            throw new PlanException("--partitions is a power of two up to " + PARTITIONS_MAX + "; it is " + partitions);
        }
        if (!(keepaliveSeconds > 0)) {
            throw new PlanException("--keepalive is above 0 s");
        }
    }

    /** Of a cluster with so many nodes. */
    int partitionsFor(int nodes) {
        if (partitions > 0) {
            return partitions;
        }
        int wanted = Math.max(PARTITIONS_DEFAULT, Math.min(PARTITIONS_MAX, LEADS_PER_NODE * nodes));
        return Integer.highestOneBit(wanted - 1) * 2;
    }

    /** The fewest nodes that make sense. */
    int nodesMin() {
        return Math.max(replicas, zones);
    }

    /** How many nodes go at once when the worst thing happens that a cluster must live through. */
    int lostAtOnce(int nodes) {
        return zones == 1 ? 1 : (nodes + zones - 1) / zones;
    }
}
