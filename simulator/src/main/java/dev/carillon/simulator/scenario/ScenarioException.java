package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario that cannot be run; has all its problems. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ScenarioException(List<Problem> problems) {
        super(sorted(problems).stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = sorted(problems);
    }

    /** As whoever mends them goes through the file. */
    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /** Each with file, line and column. */
    public List<Problem> problems() {
        return problems;
    }
}
