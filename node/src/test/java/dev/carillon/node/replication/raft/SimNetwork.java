package dev.carillon.node.replication.raft;

import dev.carillon.node.simulated.SimulatedWorld;
import java.util.List;

/** Links that lose, delay, reorder and repeat, and that can be cut in one direction. */
final class SimNetwork {
    private final SimulatedWorld world;
    private final List<SimNode> nodes;
    private final boolean[][] cut;
    double loss;
    double repeat;
    long delayNsMax = 2 * SimulatedWorld.MS;
    long lost;
    long repeated;

    SimNetwork(SimulatedWorld world, List<SimNode> nodes, int size) {
        this.world = world;
        this.nodes = nodes;
        this.cut = new boolean[size][size];
    }

    void cut(int from, int to, boolean on) {
        cut[from][to] = on;
    }

    boolean isOpen(int from, int to) {
        return !cut[from][to];
    }

    void heal() {
        for (boolean[] row : cut) {
            java.util.Arrays.fill(row, false);
        }
        loss = 0;
        repeat = 0;
        delayNsMax = 2 * SimulatedWorld.MS;
    }

    void send(int from, int to, byte[] bytes, long leavesInNs) {
        int copies = world.chance(repeat) ? 2 : 1;
        repeated += copies - 1;
        for (int i = 0; i < copies; i++) {
            if (cut[from][to] || world.chance(loss)) {
                lost++;
                continue;
            }
            world.after(leavesInNs + world.between(50_000, delayNsMax), () -> {
                world.note(from, to, bytes.length);
                nodes.get(to).receive(bytes);
            });
        }
    }
}
