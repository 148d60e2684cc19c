package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.Rebalance;
import dev.carillon.node.session.WishReport;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ChangeText;
import dev.carillon.simulator.seeds.devices.Wires;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The operator of a simulated cluster: lets nodes come and go, changes weights, gives plans up, and resumes them. */
final class RingOperator {
    /** Nodes that may come. */
    static final int SPARES = 2;

    private static final int MEMBERS_MIN = 3;

    private final SimulatedWorld world;
    private final List<SimulatedNode> nodes;
    private final List<SimulatedNode> present = new ArrayList<>();
    private final BooleanSupplier healing;
    private final Tally tally = new Tally();
    private final boolean any;

    RingOperator(SimulatedWorld world, List<SimulatedNode> nodes, int size, BooleanSupplier healing) {
        this.world = world;
        this.nodes = nodes;
        this.healing = healing;
        this.present.addAll(nodes.subList(0, size));
        this.any = world.random().nextInt(4) > 0;
    }

    /** Where a node is. */
    static ClusterNode address(int id) {
        return new ClusterNode(id, 1, "127.0.0.1", Wires.PORT + id, "127.0.0.1", Wires.PORT + 100 + id);
    }

    /** Nodes that run, or would if they had not crashed. */
    List<SimulatedNode> present() {
        return present;
    }

    /** One of those that the newest map names. */
    SimulatedNode member(Random random) {
        List<SimulatedNode> named = members();
        return named.get(random.nextInt(named.size()));
    }

    /** The node of that number if the newest map names it; else one that it names, the same for the same map. */
    SimulatedNode member(int number) {
        List<SimulatedNode> named = members();
        return named.stream()
                .filter(node -> node.number() == number)
                .findFirst()
                .orElseGet(() -> named.get(number % named.size()));
    }

    private List<SimulatedNode> members() {
        ClusterState state = newest();
        return present.stream().filter(node -> state.knows(node.number())).toList();
    }

    void begin() {
        if (any) {
            world.after(world.between(500, 3_000) * SimulatedWorld.MS, this::step);
        }
    }

    ClusterState newest() {
        ClusterState newest = present.get(0).cluster();
        for (SimulatedNode node : present) {
            newest = node.cluster().version() > newest.version() ? node.cluster() : newest;
        }
        return newest;
    }

    private void step() {
        if (healing.getAsBoolean()) {
            if (newest().rebalance() != null && newest().rebalance().phase() == Rebalance.Phase.PAUSED) {
                wish(ClusterWish.Kind.RESUME, List.of());
            }
            world.after(1_000 * SimulatedWorld.MS, this::step);
            return;
        }
        world.after(world.between(1_000, 6_000) * SimulatedWorld.MS, this::step);
        ClusterState state = newest();
        if (state.rebalance() != null) {
            steer(state.rebalance());
        } else {
            change(state);
        }
    }

    private void steer(Rebalance now) {
        int dice = world.random().nextInt(8);
        if (dice == 0) {
            wish(ClusterWish.Kind.ABORT, List.of());
        } else if (dice == 1) {
            wish(ClusterWish.Kind.PAUSE, List.of());
        } else if (now.phase() == Rebalance.Phase.PAUSED) {
            wish(ClusterWish.Kind.RESUME, List.of());
        }
    }

    private void change(ClusterState state) {
        List<Member> members = state.map().ring().members();
        List<Member> active = members.stream()
                .filter(member -> member.state() == MemberState.ACTIVE)
                .toList();
        Member some = members.get(world.random().nextInt(members.size()));
        switch (world.random().nextInt(5)) {
            case 0, 1 -> join(state);
            case 2 -> {
                if (active.size() > MEMBERS_MIN && some.isActive()) {
                    apply(new Change.Drain(some.id()));
                } else if (!some.isActive()) {
                    apply(new Change.Activate(some.id()));
                }
            }
            case 3 -> {
                if (active.size() > MEMBERS_MIN) {
                    apply(new Change.Leave(some.id()));
                }
            }
            default -> apply(new Change.Reweigh(some.id(), 50 + world.random().nextInt(100)));
        }
    }

    private void join(ClusterState state) {
        for (SimulatedNode node : nodes) {
            int id = node.number();
            if (state.map().ring().member(id) != null || node.wasThere()) {
                continue;
            }
            if (!state.knows(id)) {
                ClusterNode address = address(id);
                wish(
                        ClusterWish.Kind.KNOW,
                        List.of(
                                Integer.toString(id),
                                address.clientHost(),
                                Integer.toString(address.clientPort()),
                                address.peerHost(),
                                Integer.toString(address.peerPort())));
            } else {
                if (!present.contains(node)) {
                    node.comes(state);
                    present.add(node);
                    node.start();
                }
                apply(new Change.Join(Member.of(id)));
            }
            return;
        }
    }

    private void apply(Change change) {
        List<String> words =
                new ArrayList<>(List.of(Integer.toString(1 + world.random().nextInt(4)), "1000000", "force"));
        words.add(ChangeText.of(change));
        wish(ClusterWish.Kind.APPLY, words);
        tally.add(change instanceof Change.Join ? Happened.JOINS : Happened.DRAINS, 1);
    }

    /** Asked of any node; what comes of it shows. */
    private void wish(ClusterWish.Kind kind, List<String> words) {
        member(world.random()).<WishReport>ask((core, to) -> core.wish(new ClusterWish(kind, words), to), report -> {});
    }

    /** What is still on the move, or not as the map says; empty if nothing is. */
    String unsettled() {
        ClusterState state = newest();
        if (state.rebalance() != null || !state.handovers().isEmpty()) {
            return "a plan is under way: " + state.rebalance() + ", " + state.handovers() + details(state);
        }
        for (SimulatedNode node : present) {
            boolean named = state.knows(node.number());
            if (named && node.cluster().version() != state.version()) {
                return "node " + node.number() + " knows version "
                        + node.cluster().version() + " of " + state.version();
            }
            for (int p = 0; named && p <= state.metaNumber(); p++) {
                PartitionReplica replica = p == state.metaNumber() ? node.meta() : node.replica(p);
                boolean holds = state.assignment(p).replicas().contains(node.number());
                if (holds != (replica != null)) {
                    return "node " + node.number() + (holds ? " lacks" : " still has") + " partition " + p + " ("
                            + state.assignment(p) + ", " + node.describe(p) + ")";
                }
                if (replica != null
                        && (replica.isFollowing()
                                || replica.keepsSealed()
                                || replica.generation() != state.assignment(p).generation())) {
                    return "partition " + p + " on node " + node.number() + " is in generation " + replica.generation()
                            + (replica.isFollowing() ? ", follows" : "")
                            + (replica.keepsSealed() ? ", keeps the last one" : "")
                            + (replica.isSealed() ? ", is sealed" : "")
                            + (replica.isFreezing() ? ", is freezing" : "") + ", at " + replica.applied()
                            + ", not where the map is: " + state.assignment(p);
                }
            }
        }
        return "";
    }

    private String details(ClusterState state) {
        StringBuilder out = new StringBuilder();
        state.handovers().stream().limit(1).forEach(handover -> {
            for (SimulatedNode node : present) {
                int p = handover.partition();
                PartitionReplica replica = p == state.metaNumber() ? node.meta() : node.replica(p);
                out.append("\n   node ").append(node.number()).append(": ").append(node.describe(p));
                if (replica != null) {
                    out.append(", generation ")
                            .append(replica.generation())
                            .append(replica.isFollowing() ? ", follows" : "")
                            .append(replica.isLeading() ? ", leads" : "")
                            .append(replica.isSealed() ? ", sealed" : "")
                            .append(replica.isBaseDurable() ? ", base durable" : "")
                            .append(", at ")
                            .append(replica.applied());
                }
            }
        });
        return out.toString();
    }

    /** Adds what came of it all. */
    void tally(Tally into) {
        ClusterState state = newest();
        for (Rebalance past : state.past()) {
            tally.add(Happened.REPAIRS, past.words().startsWith("repair") ? 1 : 0);
            tally.add(past.phase() == Rebalance.Phase.DONE ? Happened.PLANS_DONE : Happened.PLANS_ABORTED, 1);
            tally.add(Happened.MOVES_GIVEN_UP, past.given());
        }
        tally.add(Happened.MOVES_DONE, state.receipts().size());
        tally.add(Happened.META_MOVES, state.meta().generation() - 1);
        into.add(tally);
    }
}
