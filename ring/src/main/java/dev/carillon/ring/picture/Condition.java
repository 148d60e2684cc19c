package dev.carillon.ring.picture;

import dev.carillon.ring.Assignment;
import java.util.function.IntPredicate;

/** How a partition is. */
enum Condition {
    WHOLE('.', "all copies"),
    REDUCED('-', "below its replicas, with a majority"),
    STUCK('!', "no majority: serves nobody"),
    DARK('x', "no copy answers");

    private final char mark;
    private final String words;

    Condition(char mark, String words) {
        this.mark = mark;
        this.words = words;
    }

    static Condition of(Assignment assignment, int wanted, IntPredicate healthy) {
        int count = assignment.healthy(healthy);
        if (count == 0) {
            return DARK;
        }
        if (count < assignment.majority()) {
            return STUCK;
        }
        return count < wanted ? REDUCED : WHOLE;
    }

    char mark() {
        return mark;
    }

    String words() {
        return words;
    }
}
