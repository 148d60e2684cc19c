package dev.carillon.ring.bench;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carillon's own: equal partitions, placed with few moves. */
final class PartitionScheme implements Scheme {
    private final int partitions;
    private @Nullable PartitionMap first;

    PartitionScheme(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public String label() {
        return "carillon";
    }

    @Override
    public Ownership begin(List<Member> members) {
        PartitionMap map = Placement.initial(partitions, COPIES, members);
        first = map;
        return ownership(map.assignments().stream().map(Assignment::replicas).toList());
    }

    @Override
    public Ownership change(List<Member> members) {
        if (first == null) {
            throw new IllegalStateException("nothing has begun");
        }
        // Whoever is not there any more is lost, and stays in the map until nothing names it.
        Map<Integer, Member> all = new TreeMap<>();
        first.members().forEach(member -> all.put(member.id(), member.withState(MemberState.EVICTED)));
        members.forEach(member -> all.put(member.id(), member));
        return ownership(Placement.of(new PartitionMap(2, COPIES, List.copyOf(all.values()), first.assignments())));
    }

    private static Ownership ownership(List<List<Integer>> placed) {
        return Ownership.ofEqual(placed.stream()
                .map(replicas -> replicas.stream().mapToInt(n -> n).toArray())
                .toArray(int[][]::new));
    }
}
