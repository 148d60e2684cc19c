package dev.carillon.simulator.capacity;

import dev.carillon.simulator.process.LocalCluster;

/**
 * What the nodes of a cluster do under a load, per second, by the share of it that a node leads: how many passes, entries
 * and syncs, what CPU they take, what goes over the network and to the disk. Pure; any thread.
 *
 * <p>What a message costs is not a number: where few come each has all its passes to itself, where many come they share.
 *
 * @param cluster those that carry it
 * @param paces of its rounds
 * @param disks that the nodes have together; one each, but where all run on one machine
 * @param messages per second, of the whole cluster
 * @param deliveries of a message to devices, from 1
 * @param payload bytes
 */
record Work(
        Costs costs,
        Paces paces,
        LocalCluster.Shape cluster,
        double disks,
        double messages,
        double deliveries,
        double payload) {
    private int copies() {
        return cluster.replicas() - 1;
    }

    private double otherNode() {
        return 1 - 1.0 / cluster.nodes();
    }

    /** Passes that a message would have to itself; a further device's ack is one more. */
    private double passesAlone() {
        Costs.Rounds rounds = costs.rounds();
        return rounds.passesPerMessage()
                + 2 * copies() * rounds.passesPerCopy()
                + otherNode() * rounds.passesPerRelay()
                + (deliveries - 1);
    }

    /** Of a node that leads so much. */
    double passes(double share) {
        double disk = disks / cluster.nodes();
        return disk * paces.passes().perSecond(messages * passesAlone() * share / disk);
    }

    /** Committed by a node that leads so much. */
    double entries(double share) {
        double eachPartition = messages * costs.rounds().entriesPerMessage() / cluster.partitions();
        return cluster.partitions() * share * paces.entries().perSecond(eachPartition);
    }

    /** Of a node that keeps this share of all replicas. */
    double syncs(double share) {
        double disk = disks / cluster.nodes();
        double alone = messages * costs.rounds().syncsPerReplica() * cluster.replicas();
        return disk * paces.syncs().perSecond(alone * share / disk);
    }

    /** Microseconds of CPU of a node that leads so much, beside what it takes when idle. */
    double cpu(double share) {
        Costs.Cpu cpu = costs.cpu();
        return passes(share) * (cpu.pass() + otherNode() * cpu.passAway())
                + entries(share) * (cpu.entry() + copies() * cpu.copied())
                + messages * share * (cpu.message() + otherNode() * cpu.relayed() + (deliveries - 1) * cpu.delivered());
    }

    /** Microseconds of CPU of a node that keeps this share of all replicas, without users. */
    double idleCpu(double share) {
        return costs.cpu().idleNode()
                + (double) cluster.partitions()
                        * cluster.replicas()
                        * share
                        * costs.cpu().replica();
    }

    /** Bytes that a node which leads so much sends to others; as many come from them. */
    double between(double share) {
        Costs.Network wire = costs.network();
        return entries(share) * copies() * wire.replicated()
                + messages * share * (2 * copies() * payload + otherNode() * (wire.relayed() + payload));
    }

    /** Bytes that a node gets from clients. */
    double in(double share) {
        Costs.Network wire = costs.network();
        return messages * share * (wire.sent() + payload + deliveries * wire.deliveryAcked());
    }

    /** Bytes that a node sends to clients. */
    double out(double share) {
        Costs.Network wire = costs.network();
        return messages * share * (wire.sendAcked() + deliveries * (wire.delivered() + payload));
    }

    /**
     * Bytes that a node which keeps this share of all replicas writes to its disk.
     *
     * @param waiting share of the messages that go into the state, too, because nobody fetches them soon
     */
    double written(double share, double waiting) {
        Costs.Disk disk = costs.disk();
        return syncs(share) * disk.synced()
                + cluster.replicas()
                        * (entries(share) * disk.entry()
                                + messages * share * (disk.written() + (2 + waiting) * payload));
    }
}
