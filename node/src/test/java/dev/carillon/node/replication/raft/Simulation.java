package dev.carillon.node.replication.raft;

import dev.carillon.node.simulated.SimulatedWorld;
import java.util.function.LongSupplier;

/** One seed: a cluster under clients and faults for a while, then healed until it has caught up. */
final class Simulation {
    private static final long FAULTS_NS = 15_000 * SimulatedWorld.MS;
    private static final long HEAL_NS = 120_000 * SimulatedWorld.MS;

    private final SimulatedWorld world;
    private final SimCluster cluster;
    private final int size;
    private int wipes;

    Simulation(long seed, LongSupplier engineErrors) {
        world = new SimulatedWorld(seed);
        size = seed % 3 == 0 ? 5 : 3;
        int scale = 1 << world.random().nextInt(3);
        RaftOptions options = new RaftOptions(
                scale,
                300,
                16,
                4 + world.random().nextInt(40),
                2000 + world.random().nextInt(20_000),
                1 << 30,
                8,
                6,
                200);
        cluster = new SimCluster(world, size, 4, 1 + world.random().nextInt(2), 3, options, engineErrors);
        cluster.detector = world.chance(0.5);
    }

    /** @throws Invariants.Broken if a promise was broken */
    SimCounts run() {
        cluster.start();
        world.after(1500 * SimulatedWorld.MS, this::fault);
        world.runUntil(FAULTS_NS, cluster.invariants::areBroken);
        cluster.invariants.check();
        heal();
        boolean caughtUp =
                world.runUntil(FAULTS_NS + HEAL_NS, () -> cluster.invariants.areBroken() || cluster.isCaughtUp());
        cluster.invariants.check();
        if (!caughtUp) {
            throw new Invariants.Broken(
                    "CatchesUp", "not after " + HEAL_NS / 1_000_000_000 + " s:" + cluster.progress());
        }
        SimCounts counts = cluster.counts;
        for (SimNode node : cluster.nodes) {
            for (RaftGroup group : cluster.groups) {
                SimState state = node.state(group.number());
                if (state != null && group.members().size() > node.id()) {
                    cluster.invariants.complete(
                            group.number(),
                            node.id(),
                            state.high,
                            cluster.invariants.ackedNow(group.number()),
                            "at the end");
                }
            }
            node.finish();
        }
        counts.acks = cluster.invariants.acks;
        counts.confirmedReads = cluster.invariants.confirmedReads;
        counts.lost = cluster.network.lost;
        counts.repeated = cluster.network.repeated;
        return counts;
    }

    long trace() {
        return world.trace();
    }

    private void heal() {
        cluster.network.heal();
        cluster.slowDisk = 0;
        for (SimNode node : cluster.nodes) {
            for (int i = 0; i < cluster.loops; i++) {
                // A cut that has not come is forgotten.
                node.disk(i).cutPowerAfter(Integer.MAX_VALUE);
            }
            node.start();
        }
        cluster.stopClients();
    }

    private void fault() {
        if (world.nanoTime() > FAULTS_NS - 500 * SimulatedWorld.MS) {
            return;
        }
        world.after(world.between(50, 900) * SimulatedWorld.MS, this::fault);
        switch (world.random().nextInt(17)) {
            case 0, 1, 2 -> cutPower(world.random().nextInt(size));
            case 3, 4 -> cutPower(cluster.counts.lastAckNode);
            case 5 -> cutAll();
            case 6 -> isolate(world.random().nextInt(size), true, true);
            case 7 -> isolate(cluster.counts.lastAckNode, world.chance(0.6), world.chance(0.6));
            case 8 ->
                cluster.nodes.get(world.random().nextInt(size)).pause(world.between(100, 4000) * SimulatedWorld.MS);
            case 9 -> weather();
            case 10 -> cluster.slowDisk = world.chance(0.5) ? 0 : 0.05;
            case 11 -> wipe();
            case 12 -> cluster.nodes.get(world.random().nextInt(size)).failSyncSoon(0);
            case 13 -> isolate(world.random().nextInt(size), world.chance(0.5), world.chance(0.5));
            default -> loseJustEnough(cluster.counts.lastAckNode);
        }
    }

    private void cutPower(int id) {
        SimNode node = cluster.nodes.get(id);
        if (node.isUp()) {
            if (world.chance(0.8)) {
                node.cutPowerSoon(
                        world.random().nextInt(cluster.loops),
                        1 + world.random().nextInt(4));
                // Without work there is nothing to cut.
                world.after(world.between(5, 200) * SimulatedWorld.MS, node::crash);
            } else {
                node.crash();
            }
        }
    }

    private void cutAll() {
        for (int i = 0; i < size; i++) {
            cutPower(i);
        }
    }

    private void isolate(int id, boolean in, boolean out) {
        for (int other = 0; other < size; other++) {
            cluster.network.cut(other, id, in);
            cluster.network.cut(id, other, out);
        }
        world.after(world.between(100, 5000) * SimulatedWorld.MS, () -> {
            for (int other = 0; other < size; other++) {
                cluster.network.cut(other, id, false);
                cluster.network.cut(id, other, false);
            }
        });
    }

    /**
     * A leader is left with the smallest majority; then the power of all in it but the leader is cut while they write, and
     * the leader is cut off: whoever is elected now knows of an ack only what those others had on disk.
     */
    private void loseJustEnough(int leader) {
        int others = size / 2;
        for (int i = 1; i < size; i++) {
            if (i > others) {
                isolate((leader + i) % size, true, true);
            }
        }
        world.after(world.between(30, 300) * SimulatedWorld.MS, () -> {
            for (int i = 1; i <= others; i++) {
                SimNode node = cluster.nodes.get((leader + i) % size);
                for (int loop = 0; loop < cluster.loops && node.isUp(); loop++) {
                    node.cutPowerSoon(loop, 1 + world.random().nextInt(2));
                }
            }
        });
        world.after(world.between(305, 400) * SimulatedWorld.MS, () -> {
            cluster.network.heal();
            isolate(leader, true, true);
        });
    }

    private void weather() {
        cluster.network.loss = world.chance(0.3) ? 0 : world.random().nextDouble() * 0.2;
        cluster.network.repeat = world.random().nextDouble() * 0.2;
        cluster.network.delayNsMax =
                world.chance(0.5) ? 2 * SimulatedWorld.MS : world.between(2, 150) * SimulatedWorld.MS;
    }

    /** Never so many that a majority has forgotten, and never the node with the group of one. */
    private void wipe() {
        if (wipes < (size - 1) / 2) {
            wipes++;
            SimNode node = cluster.nodes.get(1 + world.random().nextInt(size - 1));
            node.wipe();
        }
    }
}
