package dev.carillon.ring.plan;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import java.util.List;

/** One change of the partition map, with one epoch more. Immutable. */
public sealed interface Step permits Step.Enter, Move, Step.Retire {
    /** Whether the map is as the step expects it; if not, the plan is stale. */
    boolean fits(PartitionMap map);

    /**
     * The next map.
     *
     * @throws IllegalStateException unless the step {@link #fits}
     */
    PartitionMap applyTo(PartitionMap map);

    /** Members, their states, weights and zones become what they shall be; nothing moves yet. */
    record Enter(Membership before, Membership after) implements Step {
        @Override
        public boolean fits(PartitionMap map) {
            return before.equals(Membership.of(map));
        }

        @Override
        public PartitionMap applyTo(PartitionMap map) {
            requireFit(this, map);
            return map.withMembers(after.replicationFactor(), after.members());
        }
    }

    /** Nodes that hold nothing any more stop being members. */
    record Retire(List<Integer> nodes) implements Step {
        public Retire {
            nodes = List.copyOf(nodes);
        }

        @Override
        public boolean fits(PartitionMap map) {
            return map.members().stream().map(Member::id).toList().containsAll(nodes)
                    && map.assignments().stream()
                            .map(Assignment::replicas)
                            .noneMatch(replicas -> replicas.stream().anyMatch(nodes::contains));
        }

        @Override
        public PartitionMap applyTo(PartitionMap map) {
            requireFit(this, map);
            return map.withMembers(
                    map.replicationFactor(),
                    map.members().stream()
                            .filter(member -> !nodes.contains(member.id()))
                            .toList());
        }
    }

    /** Refuses a stale step. */
    static void requireFit(Step step, PartitionMap map) {
        if (!step.fits(map)) {
            throw new IllegalStateException(
                    "the map of epoch " + map.epoch() + " is not what the plan was made for: " + step);
        }
    }
}
