package dev.carillon.simulator.capacity;

import dev.carillon.simulator.capacity.fit.Gathering;
import java.util.Map;

/**
 * What things cost, as measured.
 *
 * @param provenance when, where and how they were measured, for people; in the map's order
 */
public record Costs(Map<String, String> provenance, Rounds rounds, Cpu cpu, Memory memory, Disk disk, Network network) {
    /**
     * How often loops turn: what comes alone has passes, entries and syncs of its own, what comes while the disk is at work
     * shares them.
     *
     * @param passesPerMessage passes that a message needs where it is alone, on one node
     * @param passesPerCopy more of them for each further replica's copy of one of its two entries
     * @param passesPerRelay more of them when the recipient's partition is on another node
     * @param pass how passes gather what comes, on one disk: they wait for its syncs
     * @param entriesPerMessage entries that a message needs where it is alone
     * @param entry how entries gather it, in one partition
     * @param syncsPerReplica syncs that a message needs on each replica where it is alone
     * @param sync how syncs gather it, on one disk
     */
    public record Rounds(
            double passesPerMessage,
            double passesPerCopy,
            double passesPerRelay,
            Gathering pass,
            double entriesPerMessage,
            Gathering entry,
            double syncsPerReplica,
            Gathering sync) {}

    /**
     * Microseconds of CPU.
     *
     * @param pass of a loop, with the waking up and the reading that it takes, however much it carries
     * @param passAway what a pass costs more for a message whose partitions are led by different nodes: talking to others
     * @param entry proposed and committed, beside its passes
     * @param copied one further replica's copy of an entry, at both ends, beside its passes
     * @param message taken, and delivered to one device, beside all these
     * @param relayed what it costs more when the recipient's partition is on another node
     * @param delivered a message handed to a further device, with its ack
     * @param connect a device's login
     * @param keepalive a sign of life and its answer
     * @param idleNode a node without users, per second
     * @param replica of a partition that nobody uses, per second: heartbeats
     */
    public record Cpu(
            double pass,
            double passAway,
            double entry,
            double copied,
            double message,
            double relayed,
            double delivered,
            double connect,
            double keepalive,
            double idleNode,
            double replica) {}

    /**
     * Bytes of resident memory.
     *
     * @param node without users, its caches at their limits
     * @param session a connected device
     */
    public record Memory(double node, double session) {}

    /**
     * Bytes on disk.
     *
     * @param stored a message that waits, beside its payload
     * @param written to the log per message and node that keeps it, beside the payload, which is there twice
     * @param entry to the log per entry and node that keeps it
     * @param synced per sync: a block of the disk, which is written whole; not measured
     * @param user one with an enrolled device and nothing waiting
     * @param node logs and whatever else a node without users takes
     */
    public record Disk(double stored, double written, double entry, double synced, double user, double node) {}

    /**
     * Bytes on the wire, each in one direction, beside the payload.
     *
     * @param sent a message from a client to a node
     * @param sendAcked its ack back
     * @param delivered a message from a node to a device
     * @param deliveryAcked its ack back
     * @param replicated one copy of an entry, to one follower, and its answer
     * @param relayed a message from a partition to another on another node
     * @param keepalive a sign of life, one way
     */
    public record Network(
            double sent,
            double sendAcked,
            double delivered,
            double deliveryAcked,
            double replicated,
            double relayed,
            double keepalive) {}
}
