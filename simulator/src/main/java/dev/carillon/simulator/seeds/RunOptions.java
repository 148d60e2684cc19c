package dev.carillon.simulator.seeds;

import dev.carillon.storage.log.Durability;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How seeds are run. The same seed and the same options are the same run; whether it is told makes no difference to it.
 *
 * @param shape which clusters
 * @param durability of the nodes' logs; less than SYNC must be found out
 * @param faults numbers of the faults that are kept of each schedule; null for all
 * @param told whether to keep what happened
 * @param message number of a message that is followed, if it is told; 0 for none
 */
record RunOptions(
        SeedShape.Kind shape,
        Durability durability,
        @Nullable Set<Integer> faults,
        boolean told,
        long message) {
    static final RunOptions DEFAULT = new RunOptions(SeedShape.Kind.ANY, Durability.SYNC, null, false, 0);

    RunOptions with(Durability other) {
        return new RunOptions(shape, other, faults, told, message);
    }

    RunOptions onlyFaults(Set<Integer> kept) {
        return new RunOptions(shape, durability, Set.copyOf(kept), told, message);
    }

    /** @param number of the message that is followed; 0 for none */
    RunOptions told(long number) {
        return new RunOptions(shape, durability, faults, true, number);
    }

    RunOptions untold() {
        return new RunOptions(shape, durability, faults, false, 0);
    }
}
