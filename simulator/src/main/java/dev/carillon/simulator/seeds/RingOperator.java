package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
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
import org.jspecify.annotations.Nullable;

/** The operator of a simulated cluster: lets nodes come and go, changes weights, gives plans up, and resumes them. */
final class RingOperator {
    /** Nodes that may come: those that join, and those that take a lost one's place. */
    static final int SPARES = 4;

    private static final int SUCCESSORS = 2;

    private static final int MEMBERS_MIN = 3;

    private final SimulatedWorld world;
    private final List<SimulatedNode> nodes;
    private final List<SimulatedNode> present = new ArrayList<>();
    private final BooleanSupplier healing;
    private final Tally tally = new Tally();
    private final LostDisk lostDisk = new LostDisk(this, tally);
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
        world.after(world.between(500, 3_000) * SimulatedWorld.MS, this::step);
    }

    /** Whose disks are lost, or may be. */
    LostDisk lostDisk() {
        return lostDisk;
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
            if (lostDisk.step(newest())
                    && newest().rebalance() != null
                    && newest().rebalance().phase() == Rebalance.Phase.PAUSED) {
                wish(ClusterWish.Kind.RESUME, List.of());
            }
            world.after(1_000 * SimulatedWorld.MS, this::step);
            return;
        }
        world.after(world.between(1_000, 6_000) * SimulatedWorld.MS, this::step);
        ClusterState state = newest();
        if (!lostDisk.step(state) || !any) {
            return;
        }
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
                    tally.add(Happened.DRAINS, 1);
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
        for (SimulatedNode node : nodes.subList(0, nodes.size() - SUCCESSORS)) {
            if (mayCome(node, state)) {
                if (bring(node, state)) {
                    apply(new Change.Join(Member.of(node.number())));
                    tally.add(Happened.JOINS, 1);
                }
                return;
            }
        }
    }

    /** Who could take a lost node's place; null if nobody is left. */
    @Nullable
    SimulatedNode successor() {
        ClusterState state = newest();
        return nodes.subList(nodes.size() - SUCCESSORS, nodes.size()).stream()
                .filter(node -> mayCome(node, state))
                .findFirst()
                .orElse(null);
    }

    private boolean mayCome(SimulatedNode node, ClusterState state) {
        return state.map().ring().member(node.number()) == null && !node.wasThere() && !lostDisk.isGone(node);
    }

    /** Lets a node come, in steps. @return whether it has */
    boolean bring(SimulatedNode node, ClusterState state) {
        int id = node.number();
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
            return false;
        }
        if (!present.contains(node)) {
            node.comes(state);
            present.add(node);
            node.start();
        }
        return true;
    }

    void apply(Change change) {
        List<String> words =
                new ArrayList<>(List.of(Integer.toString(1 + world.random().nextInt(12)), "1000000", "force"));
        words.add(ChangeText.of(change));
        wish(ClusterWish.Kind.APPLY, words);
    }

    /** Asked of any node; what comes of it shows. */
    void wish(ClusterWish.Kind kind, List<String> words) {
        member(world.random()).<WishReport>ask((core, to) -> core.wish(new ClusterWish(kind, words), to), report -> {});
    }

    /** What is still on the move, or not as the map says; empty if nothing is. */
    String unsettled() {
        ClusterState state = newest();
        String lost = lostDisk.unsettled();
        if (!lost.isEmpty()) {
            return lost + ": " + state.rebalance() + ", " + state.handovers() + ", "
                    + state.map().ring();
        }
        return UnsettledRing.of(state, present);
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
