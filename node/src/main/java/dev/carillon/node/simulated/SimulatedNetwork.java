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
 * Links between nodes as the real ones are: a connection for each loop and direction, in order within it, and everything under
 * way is lost with it. Connections of two loops overtake each other. Raft frames may be lost one by one, as a full queue drops
 * them. Links can be cut or slow, in one direction.
 *
 * <p>Nothing arrives twice, and nothing late from a connection that has a successor: TCP excludes the one, and the node that is
 * called the other, for it ends a caller's older stream before it hears the newer one. What is repeated is repeated by who sent
 * it, over another connection.
 */
public final class SimulatedNetwork {
    /** Silence after which a node counts as dead. */
    private static final long DOWN_NS = 700 * SimulatedWorld.MS;

    /** Of any simulated node. */
    private static final int LOOPS_MAX = 4;

    private final SimulatedWorld world;
    private final List<SimulatedNode> nodes;
    private final boolean[][] cut;
    private final int[][] connection;
    private final long[][] slowNs;
    private final long[][] heardNs;
    private final Stream[][][] streams;

    /** By who knows and who is known: the first incarnation that was met; 0 for none. */
    private final int[][] met;

    private double loss;
    private double tunnelRefusals;
    private boolean slowCopies = true;
    private long delayNsMax = 2 * SimulatedWorld.MS;
    private long lost;
    private long refused;
    private long copiesBroken;
    private long strangers;
    private long overtaken;

    /** One loop's connection to another node. */
    private static final class Stream {
        private int breaks;
        private long lastArrivalNs;
    }

    public SimulatedNetwork(SimulatedWorld world, List<SimulatedNode> nodes, int size) {
        this.world = world;
        this.nodes = nodes;
        this.cut = new boolean[size][size];
        this.connection = new int[size][size];
        this.slowNs = new long[size][size];
        this.heardNs = new long[size][size];
        this.met = new int[size][size];
        this.streams = new Stream[size][size][LOOPS_MAX];
        for (Stream[][] from : streams) {
            for (Stream[] to : from) {
                Arrays.setAll(to, loop -> new Stream());
            }
        }
    }

    /** @param loop of the sender */
    public boolean send(
            int from, int loop, int to, int kind, int partition, DirectBuffer buffer, int offset, int length) {
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
        carry(from, loop, to, () -> nodes.get(to).receive(from, kind, partition, bytes));
        return true;
    }

    /** A sign of life. */
    public void ping(int from, int to) {
        carry(from, 0, to, () -> {});
    }

    private void carry(int from, int loop, int to, Runnable arrival) {
        Stream stream = streams[from][to][loop];
        int now = connection[from][to] + stream.breaks;
        if (!meet(from, to)) {
            strangers++;
            return;
        }
        long at =
                Math.max(stream.lastArrivalNs, world.nanoTime() + slowNs[from][to] + world.between(50_000, delayNsMax));
        stream.lastArrivalNs = at;
        for (Stream other : streams[from][to]) {
            overtaken += other.lastArrivalNs > at ? 1 : 0;
        }
        world.after(at - world.nanoTime(), () -> {
            if (now == connection[from][to] + stream.breaks && !cut[from][to]) {
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
            boolean heard = !cut[to][from] && meet(to, from);
            StateExport export = heard ? nodes.get(from).export(partition, atLeast) : null;
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
    public long connection(int from, int loop, int to) {
        return cut[from][to] || !nodes.get(to).isUp() || !meet(from, to)
                ? 0
                : connection[from][to] + streams[from][to][loop].breaks + 1L;
    }

    /** One loop's connection breaks, and what is under way with it; there is another one at once. */
    public void breakStream(int from, int loop, int to) {
        streams[from][to][loop].breaks++;
        streams[from][to][loop].lastArrivalNs = 0;
    }

    /** Frames that left after others and arrived before them, by another loop's connection. */
    public long overtaken() {
        return overtaken;
    }

    /** Everything takes so much longer that way, from now on. */
    public void slow(int from, int to, long ns) {
        slowNs[from][to] = ns;
    }

    /**
     * Whether two nodes speak with each other, as {@code KnownLives} has it: each writes down the first life of every other
     * that it meets, and refuses any other.
     */
    private boolean meet(int from, int to) {
        return knows(to, from) && knows(from, to);
    }

    private boolean knows(int who, int whom) {
        int life = nodes.get(whom).incarnation();
        boolean shakeHands = !cut[who][whom]
                && !cut[whom][who]
                && nodes.get(who).isUp()
                && nodes.get(whom).isUp();
        if (met[who][whom] == 0 && shakeHands) {
            met[who][whom] = life;
        }
        return met[who][whom] == 0 || met[who][whom] == life;
    }

    /** A node's disks are gone, and with them whom it has met. */
    void forget(int node) {
        Arrays.fill(met[node], 0);
    }

    /** Frames of nodes that had forgotten what they were, which nobody heard. */
    public long strangers() {
        return strangers;
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
        for (long[] row : slowNs) {
            Arrays.fill(row, 0);
        }
        weather(0, 0, 2 * SimulatedWorld.MS);
    }
}
