package dev.carillon.node.replication.raft;

import dev.carillon.node.simulated.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Nodes, groups and clients of one run. Group 0 has one member, on node 0; the others are on all nodes. */
final class SimCluster {
    final SimulatedWorld world;
    final int loops;
    final int clients;
    final int segmentBytes;
    final RaftOptions options;
    final LongSupplier engineErrors;
    final List<RaftGroup> groups = new ArrayList<>();
    final List<SimNode> nodes = new ArrayList<>();
    final SimNetwork network;
    final Invariants invariants;
    final SimCounts counts = new SimCounts();
    private final SimClient[][] asking;
    double slowDisk;
    boolean detector;
    boolean restarts = true;

    SimCluster(
            SimulatedWorld world,
            int size,
            int groupCount,
            int loops,
            int clients,
            RaftOptions options,
            LongSupplier errors) {
        this.world = world;
        this.loops = loops;
        this.clients = clients;
        this.options = options;
        this.engineErrors = errors;
        this.segmentBytes = 64 << 10;
        List<RaftMember> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(new RaftMember(i, 1, 1));
        }
        for (int i = 0; i < groupCount; i++) {
            groups.add(new RaftGroup(i, i == 0 ? members.subList(0, 1) : members));
        }
        network = new SimNetwork(world, nodes, size);
        invariants = new Invariants(groupCount, clients);
        for (int i = 0; i < size; i++) {
            nodes.add(new SimNode(this, i));
        }
        asking = new SimClient[groupCount][clients];
        for (int group = 0; group < groupCount; group++) {
            for (int client = 0; client < clients; client++) {
                asking[group][client] = new SimClient(this, group, client);
            }
        }
    }

    void start() {
        nodes.forEach(SimNode::start);
        for (SimClient[] row : asking) {
            for (SimClient client : row) {
                client.start();
            }
        }
    }

    long syncNs() {
        return world.chance(slowDisk) ? world.between(20, 600) * SimulatedWorld.MS : world.between(50_000, 800_000);
    }

    void onAck(int group, int client, long sequence, long leavesInNs) {
        world.after(leavesInNs + world.between(50_000, SimulatedWorld.MS), () -> asking[group][client].onAck(sequence));
    }

    void onCrash(SimNode node) {
        if (restarts) {
            world.after(world.between(20, 4000) * SimulatedWorld.MS, node::start);
        }
        if (detector) {
            for (SimNode other : nodes) {
                world.after(world.between(50, 300) * SimulatedWorld.MS, () -> {
                    if (!node.isUp()) {
                        other.nodeDown(node.id());
                    }
                });
            }
        }
    }

    /** Connections to it are made again, some sooner than others. */
    void onStart(SimNode node) {
        if (detector) {
            for (SimNode other : nodes) {
                world.after(world.between(1, 300) * SimulatedWorld.MS, () -> {
                    if (node.isUp()) {
                        other.nodeConnected(node.id());
                    }
                });
            }
        }
    }

    void stopClients() {
        for (SimClient[] row : asking) {
            for (SimClient client : row) {
                client.askNoMore();
            }
        }
    }

    /** Whether nobody waits and all copies of each group are at the same entry. */
    boolean isCaughtUp() {
        for (RaftGroup group : groups) {
            long index = -1;
            for (RaftMember member : group.members()) {
                SimNode node = nodes.get(member.node());
                SimState state = node.state(group.number());
                if (node.isRefused()) {
                    continue;
                }
                if (state == null || index >= 0 && state.index != index) {
                    return false;
                }
                index = state.index;
            }
            for (SimClient client : asking[group.number()]) {
                if (client.isWaiting()) {
                    return false;
                }
            }
        }
        return true;
    }

    String progress() {
        StringBuilder text = new StringBuilder();
        for (RaftGroup group : groups) {
            text.append("\n group ").append(group.number()).append(':');
            for (RaftMember member : group.members()) {
                Replica replica = nodes.get(member.node()).replica(group.number());
                text.append(" [").append(member.node()).append(' ');
                text.append(
                        replica == null
                                ? "down"
                                : replica.applied().index() + " term " + replica.term() + " leader " + replica.leader()
                                        + (replica.isLeading() ? " LEADS" : ""));
                text.append(']');
            }
            for (SimClient client : asking[group.number()]) {
                text.append(client.isWaiting() ? " waiting" : "");
            }
        }
        return text.toString();
    }
}
