package dev.carillon.simulator.diff;

import dev.carillon.simulator.replay.Behaviour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A fact of behaviour that was not the same in all runs.
 *
 * @param fact its name
 * @param a what it was in A's runs: each value, and in how many of them
 * @param b the same of B
 * @param probability with which chance alone would part the runs so unevenly (Fisher's exact test, two-sided)
 * @param isDifference whether it is put down to the sides; otherwise it varies by itself
 */
record Difference(String fact, String a, String b, double probability, boolean isDifference) {
    private static final String ABSENT = "not there";
    private static final double CHANCE_MAX = 0.05;

    private record Varying(String fact, List<String> a, List<String> b, double probability) {
        boolean isConstant() {
            return a.stream().distinct().count() == 1 && b.stream().distinct().count() == 1;
        }
    }

    /**
     * What was not the same in all runs, differences first. As many facts are looked at, each must be so much less likely by
     * chance (Bonferroni); one that each side always has, and never like the other, is a difference with two rounds already.
     */
    static List<Difference> of(List<Alternation.Round> rounds) {
        List<Behaviour> a = rounds.stream().map(round -> round.a().behaviour()).toList();
        List<Behaviour> b = rounds.stream().map(round -> round.b().behaviour()).toList();
        TreeSet<String> facts = new TreeSet<>();
        a.forEach(each -> facts.addAll(each.facts().keySet()));
        b.forEach(each -> facts.addAll(each.facts().keySet()));
        List<Varying> varying = new ArrayList<>();
        for (String fact : facts) {
            List<String> ofA = values(fact, a);
            List<String> ofB = values(fact, b);
            if (ofA.stream().distinct().count() > 1 || !new TreeSet<>(ofA).equals(new TreeSet<>(ofB))) {
                varying.add(new Varying(fact, ofA, ofB, probability(ofA, ofB)));
            }
        }
        double chance = CHANCE_MAX / Math.max(1, varying.size());
        return varying.stream()
                .map(each -> new Difference(
                        each.fact(),
                        words(each.a()),
                        words(each.b()),
                        each.probability(),
                        each.isConstant() && rounds.size() > 1 || each.probability() <= chance))
                .sorted(Comparator.comparing(Difference::isDifference)
                        .reversed()
                        .thenComparingDouble(Difference::probability)
                        .thenComparing(Difference::fact))
                .toList();
    }

    private static List<String> values(String fact, List<Behaviour> runs) {
        // What happened never is not among the facts, and 0 among those that are counted.
        String absent = fact.startsWith("count: ") ? "0" : ABSENT;
        return runs.stream().map(run -> run.facts().getOrDefault(fact, absent)).toList();
    }

    /** Of how unevenly the sides have what A has most often. */
    private static double probability(List<String> a, List<String> b) {
        Map<String, Integer> counts = new HashMap<>();
        a.forEach(value -> counts.merge(value, 1, Integer::sum));
        String usual = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        int ofA = (int) a.stream().filter(usual::equals).count();
        int ofB = (int) b.stream().filter(usual::equals).count();
        return Fisher.probability(ofA, a.size(), ofB, b.size());
    }

    private static String words(List<String> values) {
        Map<String, Integer> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        if (counts.size() == 1) {
            return values.get(0);
        }
        List<String> each = new ArrayList<>();
        counts.forEach((value, count) -> each.add(value + " in " + count));
        return String.join(", ", each);
    }
}
