package dev.carillon.node.cluster;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.ring.Member;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ChangeText;
import dev.carillon.ring.plan.ClusterFacts;
import dev.carillon.ring.plan.Limits;
import dev.carillon.ring.plan.Move;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.Planned;
import dev.carillon.ring.plan.Planner;
import dev.carillon.ring.plan.Warning;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of the cluster, as it goes to the meta group's leader. Immutable.
 *
 * @param kind what is wanted
 * @param words what it is about, by kind: KNOW id, client host, client port, peer host, peer port; FORGET id; APPLY moves
 *     per node, bytes per second, {@code force} or nothing, then one change after the other, see {@link ChangeText};
 *     RECOVER partition, survivor, its generation, the attempt that is under way or 0; none for the others
 */
public record ClusterWish(Kind kind, List<String> words) {
    private static final int WORDS_MAX = 4096;

    /** What can be wanted. */
    public enum Kind {
        /** A node may come, or is to be found elsewhere. */
        KNOW,
        /** A node that holds nothing is not let in any more. */
        FORGET,
        /** A plan is made and carried out. */
        APPLY,
        PAUSE,
        RESUME,
        ABORT,
        /** A partition whose majority is gone for good goes on with one survivor. */
        RECOVER
    }

    /**
     * What came of a wish.
     *
     * @param state that follows; null if nothing changes
     * @param done whether the wish is fulfilled
     * @param words for people
     */
    record Outcome(@Nullable ClusterState state, boolean done, String words) {
        static Outcome refused(String why) {
            return new Outcome(null, false, why);
        }
    }

    public ClusterWish {
        words = List.copyOf(words);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind.name());
            out.writeShort(words.size());
            for (String word : words) {
                out.writeUTF(word);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @return null if it is none */
    static @Nullable ClusterWish decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.valueOf(in.readUTF());
            int size = in.readUnsignedShort();
            List<String> words = new ArrayList<>();
            for (int i = 0; i < size && i < WORDS_MAX; i++) {
                words.add(in.readUTF());
            }
            return new ClusterWish(kind, words);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number", e);
        }
    }

    // What becomes of it.

    /** What would follow from it; pure. */
    Outcome outcome(ClusterState state, ClusterFacts facts, long nowMs) {
        try {
            return switch (kind) {
                case KNOW -> know(state);
                case FORGET -> forget(state);
                case APPLY -> apply(state, facts, nowMs);
                case PAUSE, RESUME, ABORT -> steer(state, nowMs);
                case RECOVER ->
                    RecoveryRules.judge(
                            state,
                            facts,
                            number(words.get(0)),
                            number(words.get(1)),
                            Long.parseLong(words.get(2)),
                            number(words.get(3)));
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Outcome.refused("That makes no sense: " + e.getMessage() + ". Nothing was changed.");
        }
    }

    private Outcome know(ClusterState state) {
        ClusterNode node = new ClusterNode(
                number(words.get(0)), 1, words.get(1), number(words.get(2)), words.get(3), number(words.get(4)));
        if (node.equals(state.map().node(node.id()))) {
            return new Outcome(null, true, "Node " + node.id() + " is known already.");
        }
        return new Outcome(
                ClusterChanges.known(state, node),
                true,
                "Node " + node.id() + " may come, at " + node.peerHost() + ":" + node.peerPort()
                        + ". It holds nothing until it joins the ring.");
    }

    private Outcome forget(ClusterState state) {
        int node = number(words.get(0));
        if (!state.knows(node)) {
            return new Outcome(null, true, "Node " + node + " is not known.");
        }
        boolean used = state.map().ring().member(node) != null
                || state.meta().replicas().contains(node)
                || state.handovers().stream().anyMatch(handover -> handover.to().contains(node));
        return used
                ? Outcome.refused("Node " + node + " is a member of the ring. Nothing was changed. Let it leave first.")
                : new Outcome(ClusterChanges.unknown(state, node), true, "Node " + node + " is not let in any more.");
    }

    private Outcome steer(ClusterState state, long nowMs) {
        Rebalance now = state.rebalance();
        if (now == null) {
            return Outcome.refused("No plan is being carried out. Nothing was changed.");
        }
        return switch (kind) {
            case PAUSE -> new Outcome(ClusterChanges.pause(state, now, nowMs), true, "No further move begins.");
            case RESUME ->
                now.phase() == Phase.ABORTING
                        ? Outcome.refused("The plan is being given up and cannot go on. Apply another one after it.")
                        : new Outcome(ClusterChanges.resume(state, now, nowMs), true, "The plan goes on.");
            default ->
                new Outcome(
                        ClusterChanges.abort(state, now, nowMs),
                        true,
                        "The plan is given up: what is sealed is finished, everything else stays where it is.");
        };
    }

    private Outcome apply(ClusterState state, ClusterFacts facts, long nowMs) {
        if (state.rebalance() != null) {
            return Outcome.refused(
                    "A plan is being carried out already. Nothing was changed. Watch it with 'carillon ring"
                            + " watch', or give it up with 'carillon ring abort'.");
        }
        boolean force = words.get(2).equals("force");
        Planned planned = plan(state, facts);
        if (planned instanceof Planned.Refused refused) {
            return Outcome.refused(refused.sentence() + " Nothing was changed.");
        }
        Plan plan = ((Planned.Ready) planned).plan();
        String obstacle = obstacle(state, plan);
        if (obstacle != null) {
            return Outcome.refused(obstacle + " Nothing was changed.");
        }
        for (Warning warning : plan.warnings()) {
            if (warning.severity() == Warning.Severity.STOP && !force) {
                return Outcome.refused(warning.sentence() + " Nothing was changed. If it must be, say --force.");
            }
        }
        if (plan.steps().isEmpty()) {
            return new Outcome(null, true, "There is nothing to do.");
        }
        return new Outcome(
                ClusterChanges.begin(state, plan, "", facts.healthy(), nowMs),
                true,
                "The plan is being carried out: " + plan.moves().size() + " partitions change hands.");
    }

    /** The plan that an APPLY means for this state. Pure. */
    public Planned plan(ClusterState state, ClusterFacts facts) {
        Limits limits = new Limits(number(words.get(0)), Long.parseLong(words.get(1)), Limits.DEFAULT.handoverMillis());
        List<Change> changes =
                words.subList(3, words.size()).stream().map(ChangeText::read).toList();
        return new Planner(limits, facts).plan(state.map().ring(), changes);
    }

    /** Why a plan cannot be carried out in this cluster, or null. */
    public static @Nullable String obstacle(ClusterState state, Plan plan) {
        for (Member member : plan.target().members()) {
            if (!state.knows(member.id())) {
                return "Nobody knows where node " + member.id() + " is. Say so first: 'carillon node add " + member.id()
                        + " --clients HOST:PORT --peers HOST:PORT'.";
            }
        }
        for (Move move : plan.moves()) {
            if (move.to().size() % 2 == 0) {
                return "Partition " + move.partition() + " would have "
                        + move.to().size()
                        + " replicas; of an even number one more would have to answer and none more could fail. Join a"
                        + " node, or change the number of replicas.";
            }
        }
        return null;
    }
}
