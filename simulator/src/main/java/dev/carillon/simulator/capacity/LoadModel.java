package dev.carillon.simulator.capacity;

/**
 * What the fullest node of a cluster uses at the peak. Pure; any thread.
 *
 * <p>Partitions are whole, so that some nodes lead and keep one more than others: that node is looked at. Everything
 * that waits in inboxes is also delivered at the peak, as on a morning when all come back: each message is delivered to
 * all devices within the peak's own rate.
 */
public final class LoadModel {
    private static final double BITS = 8;

    private final Costs costs;
    private final Layout layout;

    public LoadModel(Costs costs, Layout layout) {
        this.costs = costs;
        this.layout = layout;
    }

    /**
     * @param nodes of the cluster, which the number of partitions was chosen for
     * @param alive how many of them carry all of it, from {@code replicas}' majority
     * @param copied whether what the others kept has been copied to those alive
     */
    public Use fullest(Behaviour behaviour, int nodes, int alive, boolean copied) {
        int partitions = layout.partitionsFor(nodes);
        int replicas = Math.min(layout.replicas(), alive);
        double lead = uneven(partitions, alive);
        // What a dead node kept is nobody's until it is copied; those alive keep what they kept.
        double kept = copied && alive < nodes
                ? uneven((double) partitions * layout.replicas(), alive)
                : kept(partitions, nodes);
        return new Use(
                cpu(behaviour, lead, alive, replicas),
                costs.memory().node()
                        + behaviour.sessions() * lead * costs.memory().session(),
                costs.disk().node() + diskBytes(behaviour) * Math.min(1, kept * layout.replicas()),
                network(behaviour, lead, alive, replicas));
    }

    /** The share of the fullest of so many nodes, when whole things are dealt out evenly. */
    private static double uneven(double things, int nodes) {
        return Math.ceil(things / nodes) / things;
    }

    /** The share of all replicas that the fullest node keeps while all are well. */
    private double kept(int partitions, int nodes) {
        double even = uneven((double) partitions * layout.replicas(), nodes);
        if (layout.zones() == 1 || layout.replicas() < layout.zones()) {
            return even;
        }
        // Every zone keeps as much as every other, however few nodes it has.
        double inZone = (double) partitions * layout.replicas() / layout.zones();
        return Math.max(even, uneven(inZone, nodes / layout.zones()) / layout.zones());
    }

    private double cpu(Behaviour behaviour, double lead, int alive, int replicas) {
        Costs.Cpu cpu = costs.cpu();
        double perSecond =
                behaviour.messagesPerSecond() * cpuPerMessage(behaviour.deliveriesPerMessage(), alive, replicas)
                        + behaviour.connectsPerSecond() * cpu.connect()
                        + behaviour.sessions() / layout.keepaliveSeconds() * cpu.keepalive();
        return cpu.idleNode() + perSecond * lead;
    }

    /** Microseconds of all nodes together. */
    double cpuPerMessage(double deliveries, int alive, int replicas) {
        Costs.Cpu cpu = costs.cpu();
        double otherNode = 1 - 1.0 / alive;
        return cpu.accepted()
                + 2 * (replicas - 1) * cpu.replicated()
                + otherNode * cpu.relayed()
                + deliveries * cpu.delivered();
    }

    /** Of one replica of everything. */
    double diskBytes(Behaviour behaviour) {
        return behaviour.users() * costs.disk().user()
                + behaviour.waitingMessages() * (costs.disk().stored() + behaviour.payloadBytes());
    }

    private double network(Behaviour behaviour, double lead, int alive, int replicas) {
        Costs.Network wire = costs.network();
        double payload = behaviour.payloadBytes();
        double otherNode = 1 - 1.0 / alive;
        // Copies and relays leave the leader and arrive at others, and as much arrives from others: both ways alike.
        double between = 2 * (replicas - 1) * (wire.replicated() + payload) + otherNode * (wire.relayed() + payload);
        double copies = behaviour.deliveriesPerMessage();
        double out = wire.sendAcked() + copies * (wire.delivered() + payload) + between;
        double in = wire.sent() + payload + copies * wire.deliveryAcked() + between;
        double keepalives = behaviour.sessions() / layout.keepaliveSeconds() * wire.keepalive();
        return (behaviour.messagesPerSecond() * Math.max(in, out) + keepalives) * lead * BITS;
    }

    /** Bytes per second that the fullest node writes to its disk. */
    double writtenPerSecond(Behaviour behaviour, int nodes) {
        double kept = kept(layout.partitionsFor(nodes), nodes) * layout.replicas();
        // Two entries, in the log, and one of them in the state again.
        double each = costs.disk().written() + 3 * behaviour.payloadBytes();
        return behaviour.messagesPerSecond() * each * Math.min(1, kept);
    }
}
