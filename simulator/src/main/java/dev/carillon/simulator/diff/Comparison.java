package dev.carillon.simulator.diff;

import dev.carillon.simulator.replay.Playback;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * All that a comparison found.
 *
 * @param rounds as they were run
 * @param varying facts of behaviour that were not the same in all runs, differences first
 */
record Comparison(
        Side a, Side b, List<Alternation.Round> rounds, List<Difference> varying, List<Performance> performance) {
    static Comparison of(Side a, Side b, List<Alternation.Round> rounds, long seed) {
        return new Comparison(a, b, rounds, Difference.of(rounds), Performance.of(rounds, seed));
    }

    List<Difference> differences() {
        return varying.stream().filter(Difference::isDifference).toList();
    }

    /** Facts of behaviour that were looked at. */
    long facts() {
        return rounds.stream()
                .flatMap(round -> java.util.stream.Stream.of(round.a(), round.b()))
                .flatMap(result -> result.behaviour().facts().keySet().stream())
                .distinct()
                .count();
    }

    /** Why it is red, a sentence each; empty if it is green. */
    List<String> complaints() {
        List<String> all = new ArrayList<>();
        broken("A", Alternation.Round::a, all);
        broken("B", Alternation.Round::b, all);
        if (!differences().isEmpty()) {
            all.add(differences().size() + " facts of behaviour differ between A and B");
        }
        performance.stream()
                .filter(Performance::isWorse)
                .forEach(each -> all.add(String.format(
                        Locale.ROOT,
                        "B is worse in %s: %.2f times A's, surely %s times",
                        each.measure().words(),
                        each.ratio().value(),
                        DiffText.interval(each.ratio()))));
        return all;
    }

    private void broken(String name, Function<Alternation.Round, Playback.Result> side, List<String> all) {
        long red = rounds.stream()
                .map(side)
                .filter(result -> !result.verdict().isGreen())
                .count();
        if (red > 0) {
            all.add(red + " of " + rounds.size() + " runs of " + name + " are red: "
                    + String.join(
                            "; ",
                            rounds.stream()
                                    .map(side)
                                    .flatMap(result -> result.verdict().complaints().stream())
                                    .distinct()
                                    .toList()));
        }
    }
}
