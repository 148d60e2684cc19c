package dev.carillon.simulator.capacity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the smallest cluster that is enough. Pure; any thread. */
public final class Planner {
    /** Each node leads one partition at least. */
    static final int NODES_MAX = Layout.PARTITIONS_MAX;

    private static final double FACTOR_MAX = 1e6;
    private static final int HALVINGS = 60;

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
        this.model = new LoadModel(costs, layout);
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
                death,
                limits(behaviour, nodes),
                problems(use, death));
    }

    private boolean fits(Behaviour behaviour, int nodes) {
        for (Resource resource : Resource.values()) {
            if (full(behaviour, nodes, resource, false) || survivable() && full(behaviour, nodes, resource, true)) {
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
            return new Death(1, 0, false, none, none, false, 0, 0, behaviour.sessions(), Double.POSITIVE_INFINITY);
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
                right,
                copied,
                copies,
                copyBytes,
                copyBytes / (alive * copyBytesPerSecond),
                reconnects,
                spare > 0 ? reconnects * costs.cpu().connect() / spare : Double.POSITIVE_INFINITY);
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

    /** What grows with users grows in a line, but halving does not have to know. */
    private double growth(Behaviour behaviour, int nodes, Resource resource, boolean afterDeath) {
        double low = 0;
        double high = FACTOR_MAX;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double users = Math.max(1, behaviour.users() * middle);
            if (full(behaviour.withUsers(users), nodes, resource, afterDeath)) {
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
