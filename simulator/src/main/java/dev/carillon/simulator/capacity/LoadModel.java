package dev.carillon.simulator.capacity;

import dev.carillon.simulator.process.LocalCluster;

/**
 * What the fullest node of a cluster uses at the peak. Pure; any thread.
 *
 * <p>Partitions are whole, so that some nodes lead and keep one more than others: that node is looked at. Everything
 * that waits in inboxes is also delivered at the peak, as on a morning when all come back: each message is delivered to
 * all devices within the peak's own rate.
 */
public final class LoadModel {
    private static final double BITS = 8;
    private static final double MICROSECONDS = 1e6;

    private final Costs costs;
    private final Layout layout;
    private final Machine machine;
    private final Paces paces;

    public LoadModel(Costs costs, Layout layout, Machine machine) {
        this.costs = costs;
        this.layout = layout;
        this.machine = machine;
        this.paces = Paces.atMost(costs.rounds());
    }

    /**
     * @param nodes of the cluster, which the number of partitions was chosen for
     * @param alive how many of them carry all of it, from {@code replicas}' majority
     * @param copied whether what the others kept has been copied to those alive
     */
    public Use fullest(Behaviour behaviour, int nodes, int alive, boolean copied) {
        int partitions = layout.partitionsFor(nodes);
        double lead = uneven(partitions, alive);
        // What a dead node kept is nobody's until it is copied; those alive keep what they kept.
        double kept = copied && alive < nodes
                ? uneven((double) partitions * layout.replicas(), alive)
                : kept(partitions, nodes);
        Work work = work(behaviour, nodes, alive);
        return new Use(
                work.idleCpu(kept) + work.cpu(lead) + sessionsCpu(behaviour) * lead,
                costs.memory().node()
                        + behaviour.sessions() * lead * costs.memory().session(),
                costs.disk().node() + diskBytes(behaviour) * Math.min(1, kept * layout.replicas()),
                network(behaviour, work, lead));
    }

    /** What those alive do. */
    private Work work(Behaviour behaviour, int nodes, int alive) {
        return new Work(
                costs,
                paces,
                new LocalCluster.Shape(alive, layout.partitionsFor(nodes), Math.min(layout.replicas(), alive)),
                alive,
                behaviour.messagesPerSecond(),
                behaviour.deliveriesPerMessage(),
                behaviour.payloadBytes());
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

    /** Microseconds per second that devices take which come and which are there, of all nodes together. */
    private double sessionsCpu(Behaviour behaviour) {
        return behaviour.connectsPerSecond() * costs.cpu().connect()
                + behaviour.sessions() / layout.keepaliveSeconds() * costs.cpu().keepalive();
    }

    /** Of one replica of everything. */
    double diskBytes(Behaviour behaviour) {
        return behaviour.users() * costs.disk().user()
                + behaviour.waitingMessages() * (costs.disk().stored() + behaviour.payloadBytes());
    }

    private double network(Behaviour behaviour, Work work, double lead) {
        double keepalives = behaviour.sessions()
                * lead
                / layout.keepaliveSeconds()
                * costs.network().keepalive();
        return (Math.max(work.in(lead), work.out(lead)) + work.between(lead) + keepalives) * BITS;
    }

    /** Bytes per second that the fullest node writes to its disk. */
    double writtenPerSecond(Behaviour behaviour, int nodes) {
        return work(behaviour, nodes, nodes).written(kept(layout.partitionsFor(nodes), nodes), behaviour.waiting());
    }

    /** Syncs per second of the fullest node. */
    double syncsPerSecond(Behaviour behaviour, int nodes) {
        return work(behaviour, nodes, nodes).syncs(kept(layout.partitionsFor(nodes), nodes));
    }

    /** Microseconds of CPU of all nodes together. */
    double cpuPerMessage(Behaviour behaviour, int nodes) {
        return work(behaviour, nodes, nodes).cpu(1.0 / nodes) * nodes / behaviour.messagesPerSecond();
    }

    /** Share of a loop's time that a partition takes which has it to itself, if all are alike. */
    double partitionShareOfLoop(Behaviour behaviour, int nodes) {
        return work(behaviour, nodes, nodes).cpu(1.0 / layout.partitionsFor(nodes)) / MICROSECONDS;
    }

    /** Share of their time that the loops of the fullest node are busy: each is a thread. */
    double loopsBusy(Behaviour behaviour, int nodes, int alive) {
        double lead = uneven(layout.partitionsFor(nodes), alive);
        return work(behaviour, nodes, alive).cpu(lead) / MICROSECONDS / Machine.loops(machine.cores());
    }
}
