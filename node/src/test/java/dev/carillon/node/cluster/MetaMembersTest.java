package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who should hold the meta group, whatever of the cluster answers. */
class MetaMembersTest {
    private static List<Integer> numbers(String text) {
        return Stream.of(text.split(" "))
                .filter(each -> !each.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    private static PartitionMap ring(Iterable<Integer> nodes, Set<Integer> drained, Set<Integer> evicted) {
        List<Member> members = new ArrayList<>();
        for (int node : nodes) {
            members.add(Member.of(node)
                    .withState(
                            evicted.contains(node)
                                    ? MemberState.EVICTED
                                    : drained.contains(node) ? MemberState.DRAINING : MemberState.ACTIVE));
        }
        return new PartitionMap(
                1, 1, members, List.of(new Assignment(1, List.of(members.get(0).id()))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what,                                            now,   active,    drained, evicted, leaving, silent, then
        "nothing to do,                                     1 2 3, 1 2 3 4,   '',      '',      '',      '',     1 2 3",
        "more nodes than before,                            1,     1 2 3,     '',      '',      '',      '',     1 2 3",
        "too few for three,                                 1,     1 2,       '',      '',      '',      '',     1",
        "only two of four answer,                           1 2 3, 1 2 3 4,   '',      '',      '',      3 4,    1 2 3",
        "two of three silent: nobody could agree to go,     1 2 3, 1 2 3 4 5, '',      '',      '',      2 3 4 5, 1 2"
                + " 3",
        "one leaves and only two of those that stay answer, 1 2 3, 2 3 4,     1,       '',      1,       4,      2 3 4",
        "one leaves and only one of those that stay answers, 1 2 3, 2 3 4,    1,       '',      1,       3 4,    2 3 4",
        "a silent one is replaced by one that answers,      1 2 3, 1 2 3 4,   '',      '',      '',      2,      1 3 4",
        "a drained one is replaced,                         1 2 3, 1 2 4,     3,       '',      '',      '',     1 2 4",
        "a drained one is replaced by a silent one,         1 2 3, 1 2 4,     3,       '',      '',      4,      1 2 4",
        "a drained one stays rather than only one,          1 2 3, 1 2,       3,       '',      '',      '',     1 2 3",
        "one that leaves does not stay,                     1 2 3, 1 2,       3,       '',      3,       '',     1",
        "an evicted one does not stay,                      1 2 3, 1 2,       '',      3,       '',      3,      1",
        "begun anew on one node and only one more answers,  4,     1 2 4 5,   '',      '',      '',      1 2,    4 5 1",
        "begun anew on one node and nobody else answers,    4,     1 2 4,     '',      '',      '',      1 2,    4",
        "nobody is left who could,                          1,     '',        1,       '',      1,       '',     1",
    })
    void whoHoldsIt(
            String what,
            String now,
            String active,
            String drained,
            String evicted,
            String leaving,
            String silent,
            String then) {
        Set<Integer> all = new TreeSet<>(numbers(active));
        all.addAll(numbers(drained));
        all.addAll(numbers(evicted));
        assertThat(MetaMembers.of(
                        new Assignment(1, numbers(now)),
                        ring(all, Set.copyOf(numbers(drained)), Set.copyOf(numbers(evicted))),
                        numbers(leaving),
                        node -> !numbers(silent).contains(node)))
                .as(what)
                .containsExactlyInAnyOrderElementsOf(numbers(then));
    }

    /** Whoever answers, the group never gets smaller while nobody has to go, and no smaller than it could be else. */
    @Test
    void itIsAsLargeAsItCanBe() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            Set<Integer> all = new TreeSet<>();
            Set<Integer> drained = new TreeSet<>();
            Set<Integer> leaving = new TreeSet<>();
            Set<Integer> evicted = new TreeSet<>();
            Set<Integer> silent = new TreeSet<>();
            for (int node = 1; node <= 6; node++) {
                if (random.nextInt(4) == 0) {
                    continue;
                }
                all.add(node);
                if (random.nextInt(3) == 0) {
                    silent.add(node);
                }
                switch (random.nextInt(12)) {
                    case 0 -> evicted.add(node);
                    case 1 -> drained.add(node);
                    case 2 -> {
                        drained.add(node);
                        leaving.add(node);
                    }
                    default -> {
                        // It is active.
                    }
                }
            }
            List<Integer> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);
            if (shuffled.isEmpty()) {
                continue;
            }
            List<Integer> now = shuffled.subList(0, shuffled.size() >= 3 && random.nextBoolean() ? 3 : 1);
            List<Integer> then = MetaMembers.of(
                    new Assignment(1, now), ring(all, drained, evicted), leaving, node -> !silent.contains(node));
            String what = all + " drained " + drained + " leaving " + leaving + " evicted " + evicted + " silent "
                    + silent + ": " + now + " -> " + then;
            Set<Integer> gone = new TreeSet<>(leaving);
            gone.addAll(evicted);
            long able = all.stream()
                    .filter(node -> !drained.contains(node) && !gone.contains(node))
                    .count();
            assertThat(then).as(what).doesNotHaveDuplicates().hasSizeBetween(1, 3);
            assertThat(then.size() % 2).as(what).isEqualTo(1);
            if (now.stream().noneMatch(gone::contains)) {
                assertThat(then.size()).as(what).isGreaterThanOrEqualTo(now.size());
            }
            if (able >= 3 && !then.equals(now)) {
                assertThat(then).as(what).hasSize(3);
            }
            if (able > 0) {
                assertThat(then).as(what).noneMatch(gone::contains);
            }
        }
    }
}
