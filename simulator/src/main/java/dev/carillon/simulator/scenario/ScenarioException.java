package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario that cannot be run; has all its problems. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public ScenarioException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Each with file, line and column. */
    public List<Problem> problems() {
        return problems;
    }
}
