package dev.carillon.simulator.seeds;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.UserState;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.ring.UserHash;
import dev.carillon.simulator.seeds.promises.PromiseLedger;
import dev.carillon.simulator.seeds.story.Story;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks into the nodes after each pass: one leader in a term, cursors that only rise, in the end equal replicas. */
final class ClusterWatch {
    private final List<SimulatedNode> nodes;
    private final int partitions;
    private final PromiseLedger ledger;
    private final Story story;

    /** By partition, generation and term. */
    private final Map<Claim, Integer> leaders = new HashMap<>();

    /** The age of the claim that each node made last to each partition, by their numbers; it is in {@link #leaders}. */
    private final long[][] claimed;

    private final Map<Long, Long> cursors = new HashMap<>();
    private final long[] newest;

    /** By partition, for the story. */
    private final @Nullable Led[] lastLed;

    private record Claim(int partition, long generation, int term) {}

    /** Who leads, as far as it knows itself. */
    private record Led(Claim claim, int node) {
        String after(@Nullable Led before) {
            String now = "n" + node + " leads P" + claim.partition;
            if (before == null) {
                return now + " in term " + claim.term;
            }
            if (before.claim.generation != claim.generation) {
                return now + " in term " + claim.term + " of generation " + claim.generation + ", after n" + before.node
                        + " in generation " + before.claim.generation;
            }
            return now + ": term " + before.claim.term + " -> " + claim.term
                    + (before.node == node ? "" : ", before it n" + before.node);
        }
    }

    ClusterWatch(List<SimulatedNode> nodes, int partitions, PromiseLedger ledger, Story story) {
        this.nodes = nodes;
        this.partitions = partitions;
        this.ledger = ledger;
        this.story = story;
        this.claimed = new long[nodes.size() + 1][partitions];
        this.newest = new long[partitions];
        this.lastLed = new @Nullable Led[partitions];
    }

    /** A loop of that node has passed. */
    void onPass(SimulatedNode node, int loop) {
        for (int p = loop; p < partitions; p += node.loops()) {
            DeliveryPartition replica = node.replica(p);
            if (replica != null && replica.isLeading()) {
                leads(node, replica, p);
            }
        }
    }

    private void leads(SimulatedNode node, DeliveryPartition replica, int partition) {
        if (node.incarnation() > 1) {
            ledger.broken(
                    "SingleOwner",
                    "node " + node.number() + " leads partition " + partition + ", whose disks were wiped",
                    "");
        }
        long age = age(replica);
        newest[partition] = Math.max(newest[partition], age);
        if (claimed[node.number()][partition] == age) {
            return;
        }
        claimed[node.number()][partition] = age;
        Claim claim = new Claim(partition, replica.generation(), replica.term());
        Integer other = leaders.putIfAbsent(claim, node.number());
        if (other == null) {
            Led now = new Led(claim, node.number());
            Led before = lastLed[partition];
            lastLed[partition] = now;
            story.add(partition, () -> now.after(before));
        } else if (other != node.number()) {
            ledger.broken(
                    "SingleOwner",
                    "nodes " + other + " and " + node.number() + " lead partition " + partition + " in generation "
                            + claim.generation() + ", term " + claim.term(),
                    "");
        }
    }

    /** Later generations, and later terms in them, are higher. */
    private static long age(DeliveryPartition leader) {
        return age(leader.generation(), leader.term());
    }

    private static long age(long generation, int term) {
        return generation << 32 | term;
    }

    /** Whoever leads a partition now; null if nobody does, or only one that does not know yet that it leads no more. */
    @Nullable
    DeliveryPartition leader(int partition) {
        DeliveryPartition found = null;
        for (SimulatedNode node : nodes) {
            DeliveryPartition replica = node.replica(partition);
            if (replica != null && replica.isLeading() && (found == null || age(replica) > age(found))) {
                found = replica;
            }
        }
        return found == null || age(found) < newest[partition] ? null : found;
    }

    static @Nullable UserState user(DeliveryPartition replica, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return replica.findUser(bytes, UserHash.of(bytes));
    }

    /** A device's cursor at its owner. */
    void observe(int partition, String user, long install) {
        DeliveryPartition leader = leader(partition);
        UserState state = leader == null ? null : user(leader, user);
        DeviceState device = state == null ? null : state.device(install);
        if (state == null || device == null) {
            return;
        }
        Long before = cursors.put(install, device.cursor());
        if (before != null && before > device.cursor()) {
            ledger.broken(
                    "CursorMonotone",
                    "a device of " + user + " went back from " + before + " to " + device.cursor(),
                    "");
        }
        if (device.cursor() > state.head()) {
            ledger.broken("CursorMonotone", "a device of " + user + " passed the head " + state.head(), "");
        }
    }

    /** What is not quiet, or not the same everywhere; empty if all replicas agree. */
    String disagreement() {
        for (int p = 0; p < partitions; p++) {
            String first = null;
            for (SimulatedNode node : nodes) {
                DeliveryPartition replica = node.replica(p);
                if (replica == null) {
                    continue;
                }
                // Another state may be about to take the place of what is being written.
                if (!replica.isQuiet() || replica.outboxItems() > 0 || replica.isFreezing()) {
                    return "partition " + p + " is not quiet on node " + node.number() + ": " + replica;
                }
                String state = replica.digest();
                if (first != null && !first.equals(state)) {
                    return "ReplicasAgree: partition " + p + " on node " + node.number() + " is " + state + ", not "
                            + first;
                }
                first = state;
            }
        }
        return "";
    }
}
