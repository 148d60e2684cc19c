package dev.carillon.simulator.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which faults come, in which order; the same seed gives the same one.
 *
 * @param faults one after the other
 */
record Schedule(List<FaultKind> faults) {
    Schedule {
        faults = List.copyOf(faults);
    }

    /**
     * @param kinds that may come
     * @param kills how often an owner is killed, if it is among them
     * @param others how often each other kind comes
     */
    static Schedule of(Collection<FaultKind> kinds, int kills, int others, long seed) {
        List<FaultKind> faults = new ArrayList<>();
        for (FaultKind kind : kinds) {
            for (int i = 0; i < (kind == FaultKind.KILL ? kills : others); i++) {
                faults.add(kind);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = faults.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            FaultKind moved = faults.get(i);
            faults.set(i, faults.get(j));
            faults.set(j, moved);
        }
        return new Schedule(faults);
    }

    long count(FaultKind kind) {
        return faults.stream().filter(kind::equals).count();
    }
}
