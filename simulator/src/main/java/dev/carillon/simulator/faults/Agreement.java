package dev.carillon.simulator.faults;

import java.util.List;

/**
 * What came of comparing the replicas of all partitions.
 *
 * @param partitions of which all replicas were compared
 * @param things records and items that each of them has, over all of these partitions
 * @param differing a sentence for each partition whose replicas are not the same
 * @param left a sentence for each partition that could not be compared
 */
record Agreement(int partitions, long things, List<String> differing, List<String> left) {
    private static final int NAMED_MAX = 5;

    boolean isWhole() {
        return partitions > 0 && differing.isEmpty() && left.isEmpty();
    }

    /** For people. */
    String words() {
        if (!differing.isEmpty()) {
            return named(differing);
        }
        if (!left.isEmpty()) {
            return left.size() + " partitions could not be compared; " + named(left);
        }
        if (partitions == 0) {
            return "nothing was compared";
        }
        return Invariant.words(
                "all replicas of %,d partitions are the same at the same entry, %,d records and items each",
                partitions, things);
    }

    private static String named(List<String> sentences) {
        return String.join("; ", sentences.subList(0, Math.min(NAMED_MAX, sentences.size())))
                + (sentences.size() > NAMED_MAX ? "; and " + (sentences.size() - NAMED_MAX) + " more" : "");
    }
}
