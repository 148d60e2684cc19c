package dev.carillon.ring.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.ring.Member;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingBenchmarkTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return RingBenchmark.run(args, printing(out), printing(err));
    }

    private static PrintStream printing(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    @Test
    void carillonKeepsItsBoundsAndTheOthersAreShownBesideIt() {
        assertThat(run("--nodes", "3,5,10,30"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("carillon", "16 virtual nodes", "256 virtual nodes", "rendezvous", "jump");
        assertThat(RingBenchmark.partitionsFor(1000)).isEqualTo(32768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nodes", "--nodes 4", "--nodes 5,,5", "--nodes x", "--fast"})
    void answersWrongWordsWithASentence(String words) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: bench ring");
    }

    @Test
    void measuresOverlapOfUnequalArcs() {
        Ownership before = new Ownership(new double[] {0.25, 1}, new int[][] {{1, 2}, {2, 3}});
        Ownership after = new Ownership(new double[] {0.5, 1}, new int[][] {{1, 2}, {3, 1}});
        assertThat(after.movedSince(before)).isCloseTo(0.25 + 0.5, within(1e-12));
        assertThat(after.load(false)).containsEntry(1, 1.0).containsEntry(2, 0.5);
        assertThat(after.load(true)).containsEntry(1, 0.5).containsEntry(3, 0.5);
    }

    @Test
    void theOthersAreAsTheirPapersSay() {
        List<Member> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(Member::of).toList();
        List<Member> oneMore =
                IntStream.rangeClosed(1, 101).mapToObj(Member::of).toList();
        for (Scheme scheme : List.of(new VirtualNodes(256), new Rendezvous(8192), new Jump(8192))) {
            Ownership before = scheme.begin(hundred);
            double moved = scheme.change(oneMore).movedSince(before);
            assertThat(moved).as(scheme.label()).isCloseTo(3.0 / 101, within(0.2 * 3 / 101));
            assertThat(before.load(false).values())
                    .allSatisfy(load -> assertThat(load).isCloseTo(0.03, within(0.015)));
        }
    }
}
