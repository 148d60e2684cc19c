package dev.carillon.simulator.seeds.devices;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.Link;
import dev.carillon.client.runtime.LinkListener;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.runtime.Transport;
import dev.carillon.node.session.HelloJudge;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The network between clients and nodes. A node listens where the cluster's map says, at {@link #PORT} plus its number. */
public final class Wires implements Transport {
    public static final int PORT = 7400;
    private static final long DELAY_NS_MIN = 50_000;
    private static final long DELAY_NS_CALM = 3 * SimulatedWorld.MS;

    private static final int ROOM = 1 << 20;
    private static final int SLOW_ONE_OF = 6;
    private static final int SLOW_ROOM = 2_000;

    private final SimulatedWorld world;
    private final List<SimulatedNode> nodes;
    private final HelloJudge judge;
    private final List<Wire> open = new ArrayList<>();
    private long connections;
    private long delayNsMax = DELAY_NS_CALM;
    private long broken;
    private long waits;
    private long givenUp;

    /** @param judge as at a node's edge */
    public Wires(SimulatedWorld world, List<SimulatedNode> nodes, HelloJudge judge) {
        this.world = world;
        this.nodes = nodes;
        this.judge = judge;
    }

    @Override
    public Link connect(ClientLoop loop, ServerAddress address, long timeoutMs, LinkListener listener) {
        SimulatedNode node = nodes.get(address.port() - PORT - 1);
        Wire wire = new Wire(this, (VirtualProcess) loop, node, listener, ++connections);
        world.after(delay(), () -> {
            if (node.isUp()) {
                open.add(wire);
                wire.open();
            } else {
                wire.refuse();
            }
        });
        return wire;
    }

    SimulatedWorld world() {
        return world;
    }

    HelloJudge judge() {
        return judge;
    }

    /** How long something is under way now. */
    long delay() {
        return world.between(DELAY_NS_MIN, delayNsMax);
    }

    /** Bytes that may wait at the node's end of a connection: of some clients few, as if they read slowly. */
    int room() {
        return world.random().nextInt(SLOW_ONE_OF) == 0 ? 50 + world.random().nextInt(SLOW_ROOM) : ROOM;
    }

    /** A node had to wait for room to its client, and there is some again. */
    void waited() {
        waits++;
    }

    /** How often that was. */
    public long waits() {
        return waits;
    }

    void closed(Wire wire) {
        open.remove(wire);
    }

    void onGivenUp() {
        givenUp++;
    }

    /** Connections that clients closed before a node had said anything. */
    public long givenUp() {
        return givenUp;
    }

    /** Connections that broke with something left to say. */
    public long broken() {
        return broken;
    }

    /** How slow clients' networks are from now on. */
    public void weather(long delayMostNs) {
        delayNsMax = delayMostNs;
    }

    public void heal() {
        delayNsMax = DELAY_NS_CALM;
    }

    /** A node has died, and with it its connections. What left it before may still arrive. */
    public void onCrash(SimulatedNode node) {
        for (Wire wire : List.copyOf(open)) {
            if (wire.node() == node) {
                broken++;
                wire.lost(world.random().nextBoolean(), new IOException("the node is gone"));
            }
        }
    }

    /** All connections of a process that is no more. The nodes hear of it late, or not at all. */
    void onKilled(VirtualProcess process) {
        for (Wire wire : List.copyOf(open)) {
            if (wire.process() == process) {
                broken++;
                wire.abandoned(world.random().nextBoolean() ? delay() : Wire.NEVER);
            }
        }
    }

    /** One connection breaks; the client sees it at once, the node soon, late or never. */
    public void breakOne() {
        if (!open.isEmpty()) {
            Wire wire = open.get(world.random().nextInt(open.size()));
            broken++;
            long heardAfter = world.random().nextInt(3) == 0 ? Wire.NEVER : world.between(0, 2_000 * SimulatedWorld.MS);
            wire.abandoned(heardAfter);
            wire.tellClient(new IOException("the connection broke"));
        }
    }

    /** What was sent just now is on its way to the clients of a node, and arrives. */
    public void arriveAt(SimulatedNode node) {
        for (Wire wire : List.copyOf(open)) {
            if (wire.node() == node) {
                wire.carryDown();
            }
        }
    }
}
