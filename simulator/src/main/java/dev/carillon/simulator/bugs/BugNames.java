package dev.carillon.simulator.bugs;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code --bug} takes: a bug's name, or {@link #ALL}. */
public final class BugNames implements Iterable<String> {
    /** Every bug, one after the other. */
    public static final String ALL = "all";

    /** Made by picocli. */
    public BugNames() {}

    /** The bug of that name, in whatever case; empty for {@link #ALL} and for what is none. */
    public static Optional<Bug> find(String name) {
        return Stream.of(Bug.values())
                .filter(bug -> bug.label().equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<String> names() {
        return Stream.concat(Stream.of(Bug.values()).map(Bug::label), Stream.of(ALL))
                .toList();
    }

    @Override
    public Iterator<String> iterator() {
        return names().iterator();
    }

    @Override
    public String toString() {
        return String.join(", ", names());
    }
}
