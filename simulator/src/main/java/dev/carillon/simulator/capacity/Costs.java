package dev.carillon.simulator.capacity;

import java.util.Map;

/**
 * What things cost, as measured.
 *
 * @param provenance when, where and how they were measured, for people; in the map's order
 */
public record Costs(Map<String, String> provenance, Cpu cpu, Memory memory, Disk disk, Network network) {
    /**
     * Microseconds of CPU.
     *
     * @param accepted a message taken, written in the sender's partition, relayed and written in the recipient's, all on one node
     * @param replicated one more node's copy of one of the two entries, at both ends
     * @param relayed what it costs more when the recipient's partition is on another node
     * @param delivered a message read from an inbox and handed to one device, with its ack
     * @param connect a device's login
     * @param keepalive a sign of life and its answer
     * @param idleNode a node without users, per second
     */
    public record Cpu(
            double accepted,
            double replicated,
            double relayed,
            double delivered,
            double connect,
            double keepalive,
            double idleNode) {}

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
     * @param written per message and node that keeps it, log and state together, beside what its payload takes
     * @param user one with an enrolled device and nothing waiting
     * @param node logs and whatever else a node without users takes
     */
    public record Disk(double stored, double written, double user, double node) {}

    /**
     * Bytes on the wire, each in one direction, beside the payload.
     *
     * @param sent a message from a client to a node
     * @param sendAcked its ack back
     * @param delivered a message from a node to a device
     * @param deliveryAcked its ack back
     * @param replicated one copy of one of a message's two entries, to one follower
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
