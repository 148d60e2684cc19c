package dev.carillon.node.session;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.replication.raft.SimWorld;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Links between nodes as the real ones are: in order within a connection, and everything under way is lost with it. Raft
 * frames may be lost one by one, as a full queue drops them. Links can be cut in one direction.
 */
final class SimulatedNetwork {
    /** Silence after which a node counts as dead. */
    private static final long DOWN_NS = 700 * SimWorld.MS;

    private final SimWorld world;
    private final List<SimulatedNode> nodes;
    private final boolean[][] cut;
    private final int[][] connection;
    private final long[][] lastArrivalNs;
    private final long[][] heardNs;
    double loss;
    long delayNsMax = 2 * SimWorld.MS;
    long lost;

    SimulatedNetwork(SimWorld world, List<SimulatedNode> nodes, int size) {
        this.world = world;
        this.nodes = nodes;
        this.cut = new boolean[size][size];
        this.connection = new int[size][size];
        this.lastArrivalNs = new long[size][size];
        this.heardNs = new long[size][size];
    }

    boolean send(int from, int to, int kind, int partition, DirectBuffer buffer, int offset, int length) {
        if (kind == FrameKind.RAFT && world.chance(loss)) {
            lost++;
            return true;
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        carry(from, to, () -> nodes.get(to).receive(from, kind, partition, bytes));
        return true;
    }

    /** A sign of life. */
    void ping(int from, int to) {
        carry(from, to, () -> {});
    }

    private void carry(int from, int to, Runnable arrival) {
        int now = connection[from][to];
        long at = Math.max(lastArrivalNs[from][to], world.nanoTime() + world.between(50_000, delayNsMax));
        lastArrivalNs[from][to] = at;
        world.after(at - world.nanoTime(), () -> {
            if (now == connection[from][to] && !cut[from][to]) {
                heardNs[from][to] = world.nanoTime();
                arrival.run();
            } else {
                lost++;
            }
        });
    }

    boolean isDown(int node, int forWhom) {
        return world.nanoTime() - heardNs[node][forWhom] > DOWN_NS;
    }

    /** The process at one end has died. */
    void breakAll(int node) {
        for (int other = 0; other < cut.length; other++) {
            connection[node][other]++;
            connection[other][node]++;
        }
    }

    void cut(int from, int to, boolean on) {
        cut[from][to] = on;
        connection[from][to] += on ? 1 : 0;
    }

    void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        loss = 0;
        delayNsMax = 2 * SimWorld.MS;
    }
}
