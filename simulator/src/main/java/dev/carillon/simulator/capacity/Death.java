package dev.carillon.simulator.capacity;

/**
 * What happens to the others when a node, or a zone, dies at the peak.
 *
 * @param lost how many nodes go at once
 * @param alive how many are left
 * @param served whether every partition keeps a majority of its replicas, so that everybody is served on
 * @param partitions that the dead led, and others lead from then on
 * @param leads partitions that the fullest survivor leads then
 * @param right what the fullest survivor uses as soon as it serves the dead one's users
 * @param copied what it uses once the replicas are copied; the same as before if too few nodes are left for that
 * @param copies whether there are enough nodes to copy to
 * @param copyBytes what is to be copied
 * @param copySeconds how long that takes
 * @param reconnects devices that connect anew
 * @param reconnectSeconds of all CPU that the survivors have left; infinite if they have none
 */
public record Death(
        int lost,
        int alive,
        boolean served,
        int partitions,
        int leads,
        Use right,
        Use copied,
        boolean copies,
        double copyBytes,
        double copySeconds,
        double reconnects,
        double reconnectSeconds) {
    /** The larger of both moments. */
    double worstShare(Resource resource, Machine machine) {
        return Math.max(right.share(resource, machine), copied.share(resource, machine));
    }
}
