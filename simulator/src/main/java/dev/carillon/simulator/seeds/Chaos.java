package dev.carillon.simulator.seeds;

import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.simulator.seeds.devices.Wires;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What happens to the machines of a simulated cluster, one thing after the other: power cuts of one and of all, in the middle
 * of writes and right after an ack; pauses; cuts in one direction or both; slow, lossy links; slow disks; clean stops;
 * absences that are repaired.
 */
final class Chaos {
    private static final long MS = SimulatedWorld.MS;

    private final SimulatedWorld world;
    private final Random random;
    private final List<SimulatedNode> nodes;
    private final SimulatedNetwork network;
    private final Wires wires;
    private final RingOperator operator;
    private final BooleanSupplier over;
    private final Story story;
    private final Tally tally;
    private boolean crashAtAck;

    /** @param over whether everything heals now, and nothing more may happen */
    Chaos(
            SimulatedWorld world,
            List<SimulatedNode> nodes,
            SimulatedNetwork network,
            Wires wires,
            RingOperator operator,
            BooleanSupplier over,
            Story story,
            Tally tally) {
        this.world = world;
        this.random = world.random();
        this.nodes = nodes;
        this.network = network;
        this.wires = wires;
        this.operator = operator;
        this.over = over;
        this.story = story;
        this.tally = tally;
    }

    void begin() {
        world.after(world.between(1_000, 4_000) * MS, this::next);
    }

    private void next() {
        if (over.getAsBoolean()) {
            return;
        }
        world.after(world.between(300, 4_000) * MS, this::next);
        SimulatedNode node = operator.member(random);
        switch (random.nextInt(15)) {
            case 0, 1, 2 -> crash(node);
            case 3 -> {
                tally.add(Happened.ALL_CRASHED, 1);
                operator.present().forEach(this::crash);
            }
            case 4 -> pause(node);
            case 5 -> cut(node, true, true);
            case 6 -> cut(node, random.nextBoolean(), random.nextBoolean());
            case 7 -> weather();
            case 8, 9 -> crashAtAck = true;
            case 10 -> stop(node);
            case 11 -> leave(node);
            case 12, 13 -> {
                for (int n = 1 + random.nextInt(10); n > 0; n--) {
                    wires.breakOne();
                }
            }
            default -> {
                long slowNs = random.nextBoolean() ? 0 : world.between(1, 50) * MS;
                node.slowSync(slowNs);
                tell(() -> "the disks of node " + node.number() + " take " + slowNs / MS + " ms longer to sync");
            }
        }
    }

    private void tell(Supplier<String> text) {
        story.add(Story.ALL, text);
    }

    private void crash(SimulatedNode node) {
        if (!node.isUp()) {
            return;
        }
        tally.add(Happened.CRASHES, 1);
        if (random.nextBoolean()) {
            node.cutPowerSoon(random.nextInt(6));
            world.after(world.between(1, 100) * MS, node::crash);
        } else {
            node.crash();
        }
        startAfter(node, world.between(150, 6_000) * MS);
    }

    private void startAfter(SimulatedNode node, long ns) {
        world.after(ns, () -> {
            if (!node.isUp()) {
                tell(() -> "node " + node.number() + " starts");
                node.start();
            }
        });
    }

    private void pause(SimulatedNode node) {
        long ns = world.between(200, 5_000) * MS;
        tally.add(Happened.PAUSES, 1);
        tell(() -> "node " + node.number() + " stands still for " + ns / MS + " ms");
        node.pause(ns);
    }

    private void cut(SimulatedNode node, boolean in, boolean out) {
        if (!in && !out) {
            return;
        }
        tally.add(Happened.CUTS, 1);
        tell(() -> "nothing gets " + (in && out ? "to or from" : in ? "to" : "from") + " node " + node.number());
        cut(node, in, out, true);
        world.after(world.between(200, 8_000) * MS, () -> {
            tell(() -> "node " + node.number() + " is not cut off any more");
            cut(node, true, true, false);
        });
    }

    private void cut(SimulatedNode node, boolean in, boolean out, boolean on) {
        for (int other = 0; other < nodes.size(); other++) {
            if (in) {
                network.cut(other, node.number() - 1, on);
            }
            if (out) {
                network.cut(node.number() - 1, other, on);
            }
        }
    }

    private void weather() {
        long delayNs = random.nextBoolean() ? 2 * MS : world.between(2, 120) * MS;
        double loss = random.nextDouble() * 0.1;
        tell(() ->
                "links take up to " + delayNs / MS + " ms and lose " + Math.round(loss * 100) + " % of Raft's frames");
        network.weather(loss, random.nextDouble() * 0.3, delayNs);
        wires.weather(world.between(2, 200) * MS);
    }

    private void stop(SimulatedNode node) {
        tell(() -> "node " + node.number() + " is told to stop");
        node.stop(() -> startAfter(node, world.between(100, 5_000) * MS));
    }

    private void leave(SimulatedNode node) {
        tell(() -> "node " + node.number() + " goes for long enough to be replaced");
        node.crash();
        startAfter(node, 3 * SimulatedNode.REPAIR_AFTER_NS);
    }

    /** Clients were told just now that their sends are stored: what a power cut would take first. */
    void onAcks(SimulatedNode node) {
        if (!crashAtAck || over.getAsBoolean()) {
            return;
        }
        crashAtAck = false;
        tally.add(Happened.CRASHED_AT_ACK, 1);
        wires.arriveAt(node);
        for (SimulatedNode each : operator.present()) {
            if (each.isUp()) {
                each.crash();
                startAfter(each, world.between(150, 2_000) * MS);
            }
        }
    }

    /** Everything works from now on. */
    void heal() {
        tell(() -> "everything heals");
        network.heal();
        wires.heal();
        for (SimulatedNode node : operator.present()) {
            node.healDisks();
            node.start();
        }
    }
}
