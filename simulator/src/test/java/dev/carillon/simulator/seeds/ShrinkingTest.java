package dev.carillon.simulator.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    private static SortedSet<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void findsThoseThatAreNeededTogether() {
        Set<Integer> needed = Set.of(3, 7, 19);
        Shrinking shrinking = new Shrinking(some -> some.containsAll(needed), () -> true);
        assertThat(shrinking.shrink(upTo(20))).containsExactly(3, 7, 19);
        assertThat(shrinking.trials()).isLessThan(60);
    }

    @Test
    void findsOne() {
        assertThat(new Shrinking(some -> some.contains(11), () -> true).shrink(upTo(20)))
                .containsExactly(11);
    }

    @Test
    void needsNoneIfNoneIsNeeded() {
        Shrinking shrinking = new Shrinking(some -> true, () -> true);
        assertThat(shrinking.shrink(upTo(20))).isEmpty();
        assertThat(shrinking.trials()).isOne();
    }

    @Test
    void keepsAllIfAllAreNeeded() {
        assertThat(new Shrinking(some -> some.size() == 9, () -> true).shrink(upTo(9)))
                .hasSize(9);
    }

    @Test
    void endsWithWhatItHasFoundSoFar() {
        int[] trials = new int[1];
        Shrinking shrinking = new Shrinking(
                some -> {
                    trials[0]++;
                    return some.contains(1);
                },
                () -> trials[0] < 3);
        assertThat(shrinking.shrink(upTo(64))).contains(1).hasSizeLessThan(64).hasSizeGreaterThan(1);
        assertThat(trials[0]).isEqualTo(3);
    }
}
