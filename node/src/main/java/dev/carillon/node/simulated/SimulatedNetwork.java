package dev.carillon.node.simulated;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.StateCopies;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Links between nodes as the real ones are: in order within a connection, and everything under way is lost with it. Raft
 * frames may be lost one by one, as a full queue drops them. Links can be cut in one direction.
 */
public final class SimulatedNetwork {
    /** Silence after which a node counts as dead. */
    private static final long DOWN_NS = 700 * SimulatedWorld.MS;

    private final SimulatedWorld world;
    private final List<SimulatedNode> nodes;
    private final boolean[][] cut;
    private final int[][] connection;
    private final long[][] lastArrivalNs;
    private final long[][] heardNs;
    private double loss;
    private double tunnelRefusals;
    private boolean slowCopies = true;
    private long delayNsMax = 2 * SimulatedWorld.MS;
    private long lost;
    private long refused;
    private long copiesBroken;

    public SimulatedNetwork(SimulatedWorld world, List<SimulatedNode> nodes, int size) {
        this.world = world;
        this.nodes = nodes;
        this.cut = new boolean[size][size];
        this.connection = new int[size][size];
        this.lastArrivalNs = new long[size][size];
        this.heardNs = new long[size][size];
    }

    public boolean send(int from, int to, int kind, int partition, DirectBuffer buffer, int offset, int length) {
        if (kind == FrameKind.RAFT && world.chance(loss)) {
            lost++;
            return true;
        }
        if (FrameKind.isTunnel(kind) && world.chance(tunnelRefusals)) {
            refused++;
            return false;
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        carry(from, to, () -> nodes.get(to).receive(from, kind, partition, bytes));
        return true;
    }

    /** A sign of life. */
    public void ping(int from, int to) {
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

    /** A connection of its own for a copy: chunk after chunk, broken by whatever breaks connections. */
    public void copyState(
            int to,
            int from,
            int partition,
            Marker atLeast,
            StateImport into,
            StateCopies.Outcome outcome,
            BooleanSupplier asking) {
        int there = connection[from][to];
        int back = connection[to][from];
        world.after(world.between(100_000, delayNsMax), () -> {
            if (!asking.getAsBoolean()) {
                return;
            }
            StateExport export = cut[to][from] ? null : nodes.get(from).export(partition, atLeast);
            if (export == null) {
                outcome.failed();
                nodes.get(to).woken(partition);
                return;
            }
            new CopyUnderWay(to, from, partition, there, back, export, into, outcome, asking).next();
        });
    }

    private final class CopyUnderWay {
        private final int to;
        private final int from;
        private final int partition;
        private final int there;
        private final int back;
        private final StateExport export;
        private final StateImport into;
        private final StateCopies.Outcome outcome;
        private final BooleanSupplier asking;
        private final UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        private long bytes;

        CopyUnderWay(
                int to,
                int from,
                int partition,
                int there,
                int back,
                StateExport export,
                StateImport into,
                StateCopies.Outcome outcome,
                BooleanSupplier asking) {
            this.to = to;
            this.from = from;
            this.partition = partition;
            this.there = there;
            this.back = back;
            this.export = export;
            this.into = into;
            this.outcome = outcome;
            this.asking = asking;
        }

        void next() {
            int length = export.read(chunk, 0, chunk.capacity());
            long slowNs = slowCopies && world.chance(0.3) ? 3_000 * SimulatedWorld.MS : delayNsMax;
            world.after(world.between(100_000, slowNs), () -> arrived(length));
        }

        private void arrived(int length) {
            if (!asking.getAsBoolean()) {
                export.close();
                return;
            }
            if (there != connection[from][to] || back != connection[to][from] || cut[from][to]) {
                export.close();
                outcome.failed();
                copiesBroken++;
            } else if (length > 0) {
                into.add(chunk, 0, length);
                bytes += length;
                outcome.arriving(bytes);
                next();
                return;
            } else {
                export.close();
                outcome.fetched(Objects.requireNonNull(into.copied()), bytes);
            }
            nodes.get(to).woken(partition);
        }
    }

    /**
     * All links, from now on.
     *
     * @param lossOfRaft share of Raft frames that are lost, from 0 to 1
     * @param refusalsOfTunnels how often a link has no room for a tunnel's frame, from 0 to 1
     * @param delayMostNs longest way of a frame
     */
    public void weather(double lossOfRaft, double refusalsOfTunnels, long delayMostNs) {
        loss = lossOfRaft;
        tunnelRefusals = refusalsOfTunnels;
        delayNsMax = delayMostNs;
    }

    /** Copies are never so slow that the world has changed when they arrive, as they otherwise are now and then. */
    public void copiesAreNeverSlow() {
        slowCopies = false;
    }

    /** Frames lost so far. */
    public long lost() {
        return lost;
    }

    /** Tunnels' frames for which there was no room. */
    public long refused() {
        return refused;
    }

    /** Copies of state that a broken connection ended. */
    public long copiesBroken() {
        return copiesBroken;
    }

    /** See {@link dev.carillon.node.cluster.Peers#connection}. */
    public long connection(int from, int to) {
        return cut[from][to] || !nodes.get(to).isUp() ? 0 : connection[from][to] + 1L;
    }

    public boolean isDown(int node, int forWhom) {
        return world.nanoTime() - heardNs[node][forWhom] > DOWN_NS;
    }

    /** The process at one end has died. */
    public void breakAll(int node) {
        for (int other = 0; other < cut.length; other++) {
            connection[node][other]++;
            connection[other][node]++;
        }
    }

    public void cut(int from, int to, boolean on) {
        cut[from][to] = on;
        connection[from][to] += on ? 1 : 0;
    }

    public void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        weather(0, 0, 2 * SimulatedWorld.MS);
    }
}
