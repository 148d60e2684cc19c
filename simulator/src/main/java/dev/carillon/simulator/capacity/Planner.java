package dev.carillon.simulator.capacity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;

/** Finds the smallest cluster that is enough. Pure; any thread. */
public final class Planner {
    /** Each node leads one partition at least. */
    static final int NODES_MAX = Layout.PARTITIONS_MAX;

    private static final double FACTOR_MAX = 1e12;
    private static final int HALVINGS = 90;

    private final Costs costs;
    private final Layout layout;
    private final Machine machine;
    private final HeadRoom headRoom;
    private final double copyBytesPerSecond;
    private final LoadModel model;

    /** @param copyBytesPerSecond that each node sends of copies, after a death */
    public Planner(Costs costs, Layout layout, Machine machine, HeadRoom headRoom, double copyBytesPerSecond) {
        this.costs = costs;
        this.layout = layout;
        this.machine = machine;
        this.headRoom = headRoom;
        this.copyBytesPerSecond = copyBytesPerSecond;
        this.model = new LoadModel(costs, layout, machine);
    }

    /** The smallest cluster for these users. */
    public Plan smallest(Behaviour behaviour) {
        return at(behaviour, nodesFor(behaviour));
    }

    /** How many nodes the smallest cluster has. */
    int nodesFor(Behaviour behaviour) {
        int most = layout.partitions() == 0 ? NODES_MAX : Math.max(layout.nodesMin(), layout.partitions());
        for (int nodes = layout.nodesMin(); nodes <= most; nodes++) {
            if (fits(behaviour, nodes)) {
                return nodes;
            }
        }
        Plan largest = at(behaviour, most);
        throw new PlanException(String.format(
                Locale.ROOT,
                "not even %,d nodes of this machine carry %,.0f users: %s. Take a larger machine with --node, or leave"
                        + " less head room",
                most,
                behaviour.users(),
                String.join("; ", largest.problems())));
    }

    /** What a cluster of so many nodes does with these users. */
    public Plan at(Behaviour behaviour, int nodes) {
        if (nodes < layout.nodesMin() || nodes > layout.partitionsFor(nodes)) {
            throw new PlanException("a cluster with " + layout.replicas() + " replicas, " + layout.zones()
                    + " zones and " + layout.partitionsFor(nodes) + " partitions has " + layout.nodesMin() + " to "
                    + layout.partitionsFor(nodes) + " nodes, not " + nodes);
        }
        Use use = model.fullest(behaviour, nodes, nodes, true);
        Death death = death(behaviour, nodes);
        return new Plan(
                nodes,
                layout.partitionsFor(nodes),
                use,
                model.writtenPerSecond(behaviour, nodes),
                model.syncsPerSecond(behaviour, nodes),
                death,
                limits(behaviour, nodes),
                problems(use, death));
    }

    private boolean fits(Behaviour behaviour, int nodes) {
        Use use = model.fullest(behaviour, nodes, nodes, true);
        for (Resource resource : Resource.values()) {
            if (use.share(resource, machine) > headRoom.allowed(resource)) {
                return false;
            }
        }
        if (!survivable()) {
            return true;
        }
        Death death = death(behaviour, nodes);
        for (Resource resource : Resource.values()) {
            if (death.worstShare(resource, machine) > headRoom.afterDeath()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a partition keeps a majority when a node, or a zone, is gone. */
    private boolean survivable() {
        int together = (layout.replicas() + layout.zones() - 1) / layout.zones();
        int goes = layout.zones() == 1 ? 1 : together;
        return goes <= (layout.replicas() - 1) / 2;
    }

    private boolean full(Behaviour behaviour, int nodes, Resource resource, boolean afterDeath) {
        return afterDeath
                ? death(behaviour, nodes).worstShare(resource, machine) > headRoom.afterDeath()
                : model.fullest(behaviour, nodes, nodes, true).share(resource, machine) > headRoom.allowed(resource);
    }

    private Death death(Behaviour behaviour, int nodes) {
        int lost = Math.min(layout.lostAtOnce(nodes), nodes - 1);
        if (nodes == 1) {
            Use none = new Use(0, 0, 0, 0);
            return new Death(
                    1,
                    0,
                    false,
                    layout.partitionsFor(1),
                    0,
                    none,
                    none,
                    false,
                    0,
                    0,
                    behaviour.sessions(),
                    Double.POSITIVE_INFINITY);
        }
        int alive = nodes - lost;
        boolean copies = alive >= layout.replicas();
        Use right = model.fullest(behaviour, nodes, alive, false);
        Use copied = copies ? model.fullest(behaviour, nodes, alive, true) : right;
        double copyBytes = model.diskBytes(behaviour) * layout.replicas() * lost / nodes;
        double reconnects = behaviour.sessions() * lost / nodes;
        double spare = alive * machine.of(Resource.CPU) * (1 - right.share(Resource.CPU, machine));
        return new Death(
                lost,
                alive,
                survivable(),
                ceil(layout.partitionsFor(nodes) * lost, nodes),
                ceil(layout.partitionsFor(nodes), alive),
                right,
                copied,
                copies,
                copyBytes,
                copyBytes / (alive * copyBytesPerSecond),
                reconnects,
                spare > 0 ? reconnects * costs.cpu().connect() / spare : Double.POSITIVE_INFINITY);
    }

    /** Microseconds of CPU of all nodes together, beside what they take when idle. */
    double cpuPerMessage(Behaviour behaviour, int nodes) {
        return model.cpuPerMessage(behaviour, nodes);
    }

    /** Share of their time that the loops of the fullest survivor are busy. */
    double loopsBusyAfterDeath(Behaviour behaviour, int nodes) {
        return model.loopsBusy(behaviour, nodes, Math.max(1, nodes - layout.lostAtOnce(nodes)));
    }

    private static int ceil(int things, int nodes) {
        return (things + nodes - 1) / nodes;
    }

    /** When to split a cluster of so many nodes, and what then. */
    public Split split(Behaviour behaviour, int nodes) {
        int partitions = layout.partitionsFor(nodes);
        Planner made = new Planner(
                costs,
                new Layout(layout.replicas(), layout.zones(), partitions, layout.keepaliveSeconds()),
                machine,
                headRoom,
                copyBytesPerSecond);
        List<Split.Step> steps = new ArrayList<>();
        for (int more : List.of(0, 1, 2, nodes)) {
            int then = nodes + more;
            if (then <= partitions
                    && (steps.isEmpty() || then > steps.get(steps.size() - 1).nodes())) {
                steps.add(new Split.Step(
                        then,
                        behaviour.users() * made.limits(behaviour, then).get(0).factor()));
            }
        }
        double allowed = headRoom.allowed(Resource.CPU);
        double most = most(users -> model.partitionShareOfLoop(behaviour.withUsers(users), nodes) > allowed, behaviour);
        return new Split(steps, model.partitionShareOfLoop(behaviour, nodes), behaviour.users() * most);
    }

    private List<Limit> limits(Behaviour behaviour, int nodes) {
        List<Limit> limits = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            limits.add(new Limit(resource, false, growth(behaviour, nodes, resource, false)));
            if (survivable()) {
                limits.add(new Limit(resource, true, growth(behaviour, nodes, resource, true)));
            }
        }
        limits.sort(Comparator.comparingDouble(Limit::factor));
        return limits;
    }

    private double growth(Behaviour behaviour, int nodes, Resource resource, boolean afterDeath) {
        return most(users -> full(behaviour.withUsers(users), nodes, resource, afterDeath), behaviour);
    }

    /** So many times the users are just not too many. What fills up never falls as users come, so that halving finds it. */
    private static double most(DoublePredicate isTooMany, Behaviour behaviour) {
        double low = 0;
        double high = FACTOR_MAX;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (isTooMany.test(Math.max(1, behaviour.users() * middle))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private List<String> problems(Use use, Death death) {
        List<String> problems = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            double share = use.share(resource, machine);
            if (share > headRoom.allowed(resource)) {
                problems.add(sentence(
                        "%s of the fullest node is used to %.0f %%, and at most %.0f %% are allowed",
                        resource, share, headRoom.allowed(resource)));
            }
            double after = death.worstShare(resource, machine);
            if (survivable() && after > headRoom.afterDeath()) {
                problems.add(sentence(
                        "%s of the fullest survivor of a death is used to %.0f %%, and at most %.0f %% are allowed",
                        resource, after, headRoom.afterDeath()));
            }
        }
        if (!survivable()) {
            problems.add(
                    layout.zones() == 1
                            ? "with " + layout.replicas() + " replica a node's death stops its users until it is back"
                            : "with " + layout.replicas() + " replicas in " + layout.zones()
                                    + " zones a zone's death takes the majority of some partitions");
        }
        return problems;
    }

    private static String sentence(String format, Resource resource, double share, double allowed) {
        return String.format(Locale.ROOT, format, resource.label(), share * 100, allowed * 100);
    }
}
