package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.StoredBytes;
import java.util.Map;

/**
 * Turns figures of benchmarks into costs. Pure; any thread.
 *
 * <p>One node alone shows what a message costs without other nodes; two nodes with one replica of everything show what
 * it costs that every second message goes to the other; three nodes with three replicas show what four more copies of
 * entries cost.
 *
 * @param one figures of {@code pairs} on one node
 * @param two on two nodes with one replica
 * @param three on three nodes with three replicas
 * @param away of {@code offline} on one node
 * @param silent of {@code idle}
 * @param wire of {@code wire}
 * @param few what is on disk with few messages waiting
 * @param many with more of them
 */
record MeasuredCosts(
        Figures one,
        Figures two,
        Figures three,
        Figures away,
        Figures silent,
        Figures wire,
        StoredBytes.Folder few,
        StoredBytes.Folder many) {
    static final int PAIRS_SIZE = 256;
    static final int WIRE_SIZE = 32;
    static final int RECEIVERS = 6400;
    static final int EACH_FEW = 1;
    static final int EACH_MANY = 11;
    /** No more than the identity of a payload: what follows it is alike in all, and would be compressed away. */
    static final int STORED_SIZE = 16;

    static final int LEVEL_LOW = 2000;
    static final int LEVEL_HIGH = 8000;

    /** Between two signs of life of the load client's silent sessions. */
    private static final double PING_SECONDS = 15;

    /** Ethernet, IPv4 and TCP with timestamps; each frame of a client is taken to travel alone. */
    static final double PACKET = 66;

    /** PING and its answer, without headers. */
    private static final double PING_BYTES = 2;

    private static final double PER = 100_000;
    private static final double MICROSECONDS = 1e6;
    private static final int COPIES = 4;
    private static final double OTHER_OF_TWO = 1.0 / 2;
    private static final double OTHER_OF_THREE = 2.0 / 3;

    Costs costs(Map<String, String> provenance) {
        return new Costs(provenance, cpu(), memory(), disk(), network());
    }

    private Costs.Cpu cpu() {
        double accepted = perMessage(away, "queue_cpu_per_100k");
        double delivered = perMessage(away, "drain_cpu_per_100k");
        double alone = perMessage(one, "server_cpu_per_100k");
        double relayed = Math.max(0, perMessage(two, "server_cpu_per_100k") - alone) / OTHER_OF_TWO;
        double copies = perMessage(three, "server_cpu_per_100k") - alone - OTHER_OF_THREE * relayed;
        double pings = (LEVEL_HIGH - LEVEL_LOW) / PING_SECONDS;
        double pinging = silent.of("idle_cores_" + LEVEL_HIGH) - silent.of("idle_cores_" + LEVEL_LOW);
        double keepalive = Math.max(0, pinging) * MICROSECONDS / pings;
        double idle = silent.of("idle_cores_" + LEVEL_LOW) * MICROSECONDS - keepalive * LEVEL_LOW / PING_SECONDS;
        return new Costs.Cpu(
                accepted,
                Math.max(0, copies) / COPIES,
                relayed,
                delivered,
                silent.of("cpu_per_connect_to_" + LEVEL_HIGH),
                keepalive,
                Math.max(0, idle));
    }

    private static double perMessage(Figures figures, String metric) {
        return figures.of(metric) * MICROSECONDS / PER;
    }

    private Costs.Memory memory() {
        double megabyte = 1e6;
        return new Costs.Memory(away.of("queue_rss") * megabyte, silent.of("rss_per_conn_" + LEVEL_HIGH));
    }

    private Costs.Disk disk() {
        double messages = (double) RECEIVERS * (EACH_MANY - EACH_FEW);
        double stored = (many.state() - few.state()) / messages - STORED_SIZE;
        double user = (few.state() - (double) RECEIVERS * EACH_FEW * (stored + STORED_SIZE)) / RECEIVERS;
        double perReplica = three.of("server_written_per_msg") / 3;
        return new Costs.Disk(
                Math.max(0, stored), Math.max(0, perReplica - 3.0 * PAIRS_SIZE), Math.max(0, user), many.log());
    }

    private Costs.Network network() {
        double alone = one.of("loopback_per_msg");
        double relayed = Math.max(0, two.of("loopback_per_msg") - alone) / OTHER_OF_TWO;
        double copies = three.of("loopback_per_msg") - alone - OTHER_OF_THREE * relayed;
        return new Costs.Network(
                wire.of("sender_out_per_msg") - WIRE_SIZE + PACKET,
                wire.of("sender_in_per_msg") + PACKET,
                wire.of("receiver_in_per_msg") - WIRE_SIZE + PACKET,
                wire.of("receiver_out_per_msg") + PACKET,
                Math.max(0, copies / COPIES - PAIRS_SIZE),
                Math.max(0, relayed - PAIRS_SIZE),
                PING_BYTES + PACKET);
    }
}
