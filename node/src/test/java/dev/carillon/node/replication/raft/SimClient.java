package dev.carillon.node.replication.raft;

import dev.carillon.node.simulated.SimulatedWorld;

/** Sends one message after the other to one group, each until it is acked, to whoever leads. */
final class SimClient {
    private final SimCluster cluster;
    private final int group;
    private final int number;
    private long sequence;
    private long acked;
    private int target;
    private boolean stopping;

    SimClient(SimCluster cluster, int group, int number) {
        this.cluster = cluster;
        this.group = group;
        this.number = number;
    }

    void start() {
        cluster.world.after(cluster.world.between(0, 500) * SimulatedWorld.MS, this::next);
    }

    private void next() {
        if (!stopping) {
            sequence++;
            ask(sequence);
        }
    }

    private void ask(long asked) {
        if (asked != sequence || acked >= asked) {
            return;
        }
        int size = cluster.groups.get(group).members().size();
        long again = cluster.world.between(150, 400) * SimulatedWorld.MS;
        if (!cluster.nodes.get(target).request(group, number, asked)) {
            target = (target + 1) % size;
            again = cluster.world.between(5, 60) * SimulatedWorld.MS;
        } else if (cluster.world.chance(0.1)) {
            target = cluster.world.random().nextInt(size);
        }
        if (cluster.world.chance(0.1)) {
            cluster.nodes.get(cluster.world.random().nextInt(size)).read(group);
        }
        cluster.world.after(again, () -> ask(asked));
    }

    void onAck(long answered) {
        if (answered >= sequence && acked < sequence) {
            acked = sequence;
            cluster.world.after(cluster.world.between(1, 40) * SimulatedWorld.MS, this::next);
        }
    }

    void askNoMore() {
        stopping = true;
    }

    boolean isWaiting() {
        return acked < sequence;
    }
}
