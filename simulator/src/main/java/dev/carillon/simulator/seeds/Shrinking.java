package dev.carillon.simulator.seeds;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Finds few of many things that still have an effect together: delta debugging (Zeller, Hildebrandt: Simplifying and
 * isolating failure-inducing input, 2002). What it finds is, if it comes to its end, such that none of them can be left out
 * alone. One thread.
 */
final class Shrinking {
    /** Tries some of them. */
    interface Trial {
        /** @return whether these alone have the effect, too */
        boolean holds(SortedSet<Integer> some);
    }

    private final Trial trial;
    private final BooleanSupplier goesOn;
    private int trials;

    /** @param goesOn asked before each trial */
    Shrinking(Trial trial, BooleanSupplier goesOn) {
        this.trial = trial;
        this.goesOn = goesOn;
    }

    /** How many were tried. */
    int trials() {
        return trials;
    }

    /** @param all that are known to have the effect */
    SortedSet<Integer> shrink(SortedSet<Integer> all) {
        if (tries(new TreeSet<>())) {
            return new TreeSet<>();
        }
        List<Integer> kept = new ArrayList<>(all);
        int parts = 2;
        while (kept.size() >= 2 && goesOn.getAsBoolean()) {
            List<Integer> fewer = without(kept, parts);
            if (fewer.size() < kept.size()) {
                kept = fewer;
                parts = Math.max(2, parts - 1);
            } else if (parts < kept.size()) {
                parts = Math.min(kept.size(), 2 * parts);
            } else {
                break;
            }
        }
        return new TreeSet<>(kept);
    }

    /** One of the parts alone, or all without one of them; all of them if none of that has the effect. */
    private List<Integer> without(List<Integer> kept, int parts) {
        for (int part = 0; part < parts && parts > 1; part++) {
            List<Integer> rest = new ArrayList<>(kept);
            rest.subList(kept.size() * part / parts, kept.size() * (part + 1) / parts)
                    .clear();
            if (tries(new TreeSet<>(rest))) {
                return rest;
            }
        }
        return kept;
    }

    private boolean tries(SortedSet<Integer> some) {
        if (!goesOn.getAsBoolean()) {
            return false;
        }
        trials++;
        return trial.holds(some);
    }
}
