package dev.carillon.simulator.seeds;

import dev.carillon.node.simulated.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened in a run, in order, for people: kept only when somebody asks, because most runs have nothing to tell. */
final class Story {
    /** About no partition, but all. */
    static final int ALL = -1;

    private static final int LINES_MAX = 100_000;

    private record Line(long atNs, int partition, String text) {}

    private final SimulatedWorld world;
    private final boolean told;
    private final List<Line> lines = new ArrayList<>();
    private boolean cut;

    Story(SimulatedWorld world, boolean told) {
        this.world = world;
        this.told = told;
    }

    /** @param partition that it is about, or {@link #ALL} */
    void add(int partition, Supplier<String> text) {
        if (!told) {
            return;
        }
        if (lines.size() < LINES_MAX) {
            lines.add(new Line(world.nanoTime(), partition, text.get()));
        } else {
            cut = true;
        }
    }

    /** What concerns these partitions, or all of them; the newest last. */
    List<String> lines(List<Integer> partitions) {
        List<String> all = new ArrayList<>(lines.stream()
                .filter(line -> line.partition == ALL || partitions.contains(line.partition))
                .map(line -> String.format(Locale.ROOT, "%9.3f s  %s", line.atNs / 1e9, line.text))
                .toList());
        if (cut) {
            all.add("… and more than " + LINES_MAX + " lines, which are left out");
        }
        return all;
    }
}
