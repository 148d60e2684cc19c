package dev.carillon.simulator.bench;

import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ClusterFacts;
import dev.carillon.ring.plan.Limits;
import dev.carillon.ring.plan.Move;
import dev.carillon.ring.plan.Planned;
import dev.carillon.ring.plan.Planner;
import dev.carillon.simulator.bench.load.SteadyPairs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which partitions will move, known before the cluster is asked to: planning is a pure function of the map. So there can be
 * as many users who move as there are others.
 *
 * @param moving numbers of the partitions that will move; neither none nor all
 */
record MoveAhead(Partitions partitions, Set<Integer> moving) {
    static MoveAhead of(PartitionMap map, Change change, Limits limits) {
        if (!(new Planner(limits, ClusterFacts.evenly(0)).plan(map, List.of(change)) instanceof Planned.Ready ready)) {
            throw new BenchException("there is no plan for the move");
        }
        Set<Integer> moving =
                ready.plan().moves().stream().map(Move::partition).collect(Collectors.toUnmodifiableSet());
        if (moving.isEmpty() || moving.size() == map.partitions().count()) {
            throw new BenchException("the move concerns " + moving.size() + " of "
                    + map.partitions().count() + " partitions: there is nothing to compare");
        }
        return new MoveAhead(map.partitions(), moving);
    }

    /** Pairs of which every other one moves, both of its users; the rest stays where it is. */
    List<SteadyPairs.Names> names(int count) {
        Draw draw = new Draw();
        List<SteadyPairs.Names> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean moves = i % 2 == 0;
            names.add(new SteadyPairs.Names(draw.next(moves), draw.next(moves)));
        }
        return names;
    }

    private final class Draw {
        private int last;

        String next(boolean moves) {
            String user;
            do {
                user = "u" + last++;
            } while (moving.contains(partitions.ofUser(user.getBytes(StandardCharsets.UTF_8))) != moves);
            return user;
        }
    }
}
