package dev.carillon.simulator.capacity.fit;

import dev.carillon.simulator.process.LocalCluster;

/**
 * A cluster under a load, as measured. Everything is of all nodes together, and per second.
 *
 * @param cluster that was loaded
 * @param disks that the nodes have together; one where all run on one machine
 * @param random whether messages came at random times, as those of many do; senders that wait for answers move in step
 * @param messages taken, and each delivered to one device
 * @param size bytes of their payloads
 * @param sessions that were connected
 * @param cores CPU seconds, without the nodes' compilers, which rest in a node that has run for long
 * @param idleCores the same of this cluster while nobody was there
 * @param passes of loops that did something
 * @param syncs of logs
 * @param entries committed
 * @param entryBytes of the entries, once for all their replicas
 * @param loopback bytes between clients and nodes, and between nodes, with all headers
 * @param memory bytes, resident
 */
public record LoadPoint(
        LocalCluster.Shape cluster,
        int disks,
        boolean random,
        double messages,
        int size,
        int sessions,
        double cores,
        double idleCores,
        double passes,
        double syncs,
        double entries,
        double entryBytes,
        double loopback,
        double memory) {
    /** Copies of an entry beside its leader's. */
    public int copies() {
        return cluster.replicas() - 1;
    }

    /** Share of the messages whose recipient's partition is led by another node than the sender's. */
    public double otherNode() {
        return 1 - 1.0 / cluster.nodes();
    }
}
