package dev.carillon.simulator.seeds;

import dev.carillon.node.edge.HelloCheck;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.session.CoreLimits;
import dev.carillon.node.session.TunnelParts;
import dev.carillon.node.simulated.Mailboxes;
import dev.carillon.node.simulated.NodeShape;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.token.TokenVerifier;
import dev.carillon.storage.log.Durability;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * What a seed makes of a cluster: how large it is, and its limits, which are far below an operator's so that they are met.
 *
 * @param nodes that it begins with; further ones may come
 * @param partitions a power of two
 * @param users who talk
 * @param devices of all of them together; every user has one or two
 * @param pauseMs mean time between two things that the application of a device does
 */
record SeedShape(int nodes, int partitions, int users, int devices, int pauseMs, NodeShape node) {
    private static final int BUSY_MS = 1_000;

    /** Of four times out of ten nothing is sent; otherwise mostly one to four messages: one in three seconds. */
    private static final int CHATTING_MS = 8_000;

    private static final int MAILBOX_BYTES = 16 << 20;

    private static final int HOUSEKEEPING_MS = 2_000;

    /** More than a group has in a run; each replica has an array of so many. */
    private static final int ENTRIES_MAX = 6_000;

    /** Which clusters are run. */
    enum Kind {
        /** Of the seed's choice: 3 or 5 nodes, 1 to 16 partitions, 2 to 52 devices. */
        ANY,
        /**
         * The one whose speed is told: 5 nodes, 16 partitions, 50 clients, each of which sends about a message in three
         * seconds. Limits are of the seed's choice.
         */
        BENCHMARK;

        /** As on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static SeedShape of(
            Kind kind, SimulatedWorld world, Durability durability, Mailboxes mailboxes, LongSupplier engineErrors) {
        return switch (kind) {
            case ANY -> any(world, durability, mailboxes, engineErrors);
            case BENCHMARK ->
                new SeedShape(5, 16, 40, 50, CHATTING_MS, node(world, durability, mailboxes, engineErrors));
        };
    }

    private static SeedShape any(
            SimulatedWorld world, Durability durability, Mailboxes mailboxes, LongSupplier engineErrors) {
        Random random = world.random();
        int nodes = random.nextInt(4) == 0 ? 5 : 3;
        int partitions = 1 << random.nextInt(5);
        int users = 2 + random.nextInt(random.nextInt(3) == 0 ? 24 : 6);
        int devices = users + random.nextInt(users + 1);
        return new SeedShape(
                nodes, partitions, users, devices, BUSY_MS, node(world, durability, mailboxes, engineErrors));
    }

    private static NodeShape node(
            SimulatedWorld world, Durability durability, Mailboxes mailboxes, LongSupplier engineErrors) {
        Random random = world.random();
        // Few entries between snapshots, so that who was away misses more than the others still have.
        boolean oftenSnapshots = random.nextBoolean();
        RaftOptions raft = new RaftOptions(
                1,
                500,
                4 + random.nextInt(200),
                oftenSnapshots ? 10 + random.nextInt(60) : ENTRIES_MAX,
                oftenSnapshots ? 1_000 + random.nextInt(20_000) : 1L << 30,
                random.nextBoolean() ? 1L << 30 : 100_000 + random.nextInt(300_000),
                64,
                6,
                200);
        // Windows that are often full, and time-outs that often pass.
        TunnelLimits tunnels = new TunnelLimits(
                1_000 + random.nextInt(random.nextBoolean() ? 2_000 : 200_000),
                4 << 20,
                random.nextInt(4) == 0 ? 20_000 : 64 << 20,
                100,
                1_000 + random.nextInt(4_000),
                1_000 + random.nextInt(10_000),
                1 + random.nextInt(12_000));
        return new NodeShape(
                1 + random.nextInt(2),
                limits(random),
                raft,
                new TunnelParts(tunnels, () -> judge(world)),
                durability,
                mailboxes,
                engineErrors);
    }

    /** As at a node's edge, for clients without signed tokens. */
    static HelloCheck judge(SimulatedWorld world) {
        return new HelloCheck(new TokenVerifier(null, true), world);
    }

    private static CoreLimits limits(Random random) {
        CoreLimits base = CoreLimits.defaults();
        return new CoreLimits(
                MAILBOX_BYTES,
                random.nextBoolean() ? 1 + random.nextInt(8) : base.sendWindowMessages(),
                base.sendWindowBytes(),
                base.inboxMessages(),
                base.inboxBytes(),
                base.inboxAgeMs(),
                base.devicesPerUser(),
                base.deviceAbsenceMs(),
                base.keepaliveMs(),
                base.recvAckDelayMs(),
                base.overlayBytesPerLoop(),
                base.outboxMessagesPerPair(),
                1 + random.nextInt(4000),
                1 + random.nextInt(1000),
                256 * 1024,
                base.slowReaderMs(),
                base.retryAfterMs(),
                // So that what a clock makes too old would go.
                HOUSEKEEPING_MS,
                base.clockJumpMs());
    }
}
