package dev.carillon.simulator.seeds.story;

import dev.carillon.node.runtime.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run, in order: kept only when somebody asks, because most runs have nothing to tell. One thread. */
public final class Story {
    /** About no partition, but all. */
    public static final int ALL = -1;

    private static final int LINES_MAX = 100_000;

    /**
     * Something that happened.
     *
     * @param atNs virtual time
     * @param partition that it is about, or {@link #ALL}
     * @param cells what was where at that moment; none if nobody draws
     */
    record Line(long atNs, int partition, List<String> cells, String text) {}

    private final Clock clock;
    private final boolean told;
    private final List<Line> lines = new ArrayList<>();
    private Supplier<List<String>> cells = List::of;

    /** @param clock the run's virtual time */
    public Story(Clock clock, boolean told) {
        this.clock = clock;
        this.told = told;
    }

    /** Whether anything is kept. */
    public boolean isTold() {
        return told;
    }

    /** Virtual time. */
    long nowNs() {
        return clock.nanoTime();
    }

    /** From now on every line keeps what this says at that moment. */
    void drawnBy(Supplier<List<String>> now) {
        cells = now;
    }

    /** @param partition that it is about, or {@link #ALL} */
    public void add(int partition, Supplier<String> text) {
        if (told && lines.size() < LINES_MAX) {
            lines.add(new Line(nowNs(), partition, cells.get(), text.get()));
        }
    }

    /** What concerns some partitions, or all of them; the newest last. */
    List<Line> lines(Collection<Integer> partitions) {
        return lines.stream()
                .filter(line -> line.partition == ALL || partitions.contains(line.partition))
                .toList();
    }

    /** All of it for people, one line each. */
    public List<String> text() {
        List<String> text = new ArrayList<>(new Timeline(List.of(), lines).draw());
        if (lines.size() == LINES_MAX) {
            text.add("… and more than " + LINES_MAX + " lines, which are left out");
        }
        return text;
    }
}
