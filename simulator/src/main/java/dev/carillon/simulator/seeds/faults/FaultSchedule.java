package dev.carillon.simulator.seeds.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All faults of a run with the time when each comes. Everything about them is decided here, from a source of chance of its
 * own: leaving faults out changes nothing about the others. Immutable.
 *
 * @param faults by time
 */
public record FaultSchedule(List<Planned> faults) {
    /** Not the source of chance of the run itself. */
    private static final long SALT = 0xD1B5_4A32_D192_ED03L;

    private static final int FIRST_MS_MIN = 1_000;
    private static final int FIRST_MS_MAX = 4_000;
    private static final int GAP_MS_MIN = 300;
    private static final int GAP_MS_MAX = 2_700;

    private static final List<FaultDraw> KINDS = Stream.of(
                    NodeFaults.KINDS,
                    LinkFaults.KINDS,
                    DiskFaults.KINDS,
                    LostDisks.KINDS,
                    ClockFaults.KINDS,
                    Upgrades.KINDS)
            .flatMap(List::stream)
            .toList();

    private static final int WEIGHTS =
            KINDS.stream().mapToInt(FaultDraw::weight).sum();

    /**
     * A fault and its time.
     *
     * @param number of it in the whole schedule, from 1
     * @param atMs since the run began
     */
    public record Planned(int number, long atMs, Fault fault) {
        @Override
        public String toString() {
            return atMs + " ms: " + fault.describe();
        }
    }

    public FaultSchedule {
        faults = List.copyOf(faults);
    }

    /**
     * What a seed decides on.
     *
     * @param nodes the highest number of a node
     * @param untilMs when everything heals; nothing comes later
     */
    public static FaultSchedule draw(long seed, int nodes, long untilMs) {
        Random random = new Random(seed * SALT);
        List<Planned> faults = new ArrayList<>();
        long atMs = FaultDraw.between(random, FIRST_MS_MIN, FIRST_MS_MAX);
        while (atMs < untilMs) {
            // Each has a source of its own, so that one that draws more, or less, changes no other.
            Random own = new Random(random.nextLong());
            faults.add(new Planned(faults.size() + 1, atMs, some(own).drawing().draw(own, 1 + own.nextInt(nodes))));
            atMs += FaultDraw.between(random, GAP_MS_MIN, GAP_MS_MAX);
        }
        return new FaultSchedule(faults);
    }

    /** The same without all faults but these, by number. */
    public FaultSchedule only(Set<Integer> numbers) {
        return new FaultSchedule(faults.stream()
                .filter(planned -> numbers.contains(planned.number()))
                .toList());
    }

    private static FaultDraw some(Random random) {
        int at = random.nextInt(WEIGHTS);
        for (FaultDraw kind : KINDS) {
            at -= kind.weight();
            if (at < 0) {
                return kind;
            }
        }
        throw new IllegalStateException();
    }
}
