package dev.carillon.ring.placement;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * How many replicas each node should hold. The ideal is in proportion to weight; a node cannot hold more than one
 * replica of each partition, nor a zone more or fewer than {@link Zones} says, and what one cannot take goes to the
 * others by weight. Rounding is to one of the two whole numbers beside the ideal, so that a node never has more than
 * {@code ceil(ideal)}; who gets the larger one is decided first by who holds it already, so that rounding moves nothing.
 */
final class FairShares {
    /** Ideals closer than this to a whole number are that number: sums of doubles are not exact. */
    private static final double NEAR = 1e-6;

    private static final int HALVINGS = 200;

    private final int partitions;
    private final int[] weight;
    private final Zones zones;

    FairShares(int partitions, int[] weight, Zones zones) {
        this.partitions = partitions;
        this.weight = weight;
        this.zones = zones;
    }

    /** The ideal share of each node, in replicas; their sum is {@code partitions * copies}. */
    double[] ideal(int copies) {
        double total = (double) partitions * copies;
        double common = solve(total, rate -> {
            double sum = 0;
            for (int z = 0; z < zones.count(); z++) {
                sum += bounded(z, rate);
            }
            return sum;
        });
        double[] ideal = new double[weight.length];
        for (int z = 0; z < zones.count(); z++) {
            int zone = z;
            double wanted = bounded(z, common);
            double rate = wanted == unbounded(z, common) ? common : solve(wanted, r -> unbounded(zone, r));
            for (int i = 0; i < weight.length; i++) {
                if (zones.of(i) == z) {
                    ideal[i] = snapped(Math.min(partitions, rate * weight[i]));
                }
            }
        }
        return ideal;
    }

    /** Whole shares for these ideals; {@code held} is what each node has now. */
    int[] rounded(double[] ideal, int[] held) {
        double[] ofZone = new double[zones.count()];
        for (int i = 0; i < ideal.length; i++) {
            ofZone[zones.of(i)] += ideal[i];
        }
        int[] heldInZone = new int[zones.count()];
        for (int i = 0; i < ideal.length; i++) {
            heldInZone[zones.of(i)] += held[i];
        }
        int[] all = new int[zones.count()];
        for (int z = 0; z < ofZone.length; z++) {
            all[z] = z;
            ofZone[z] = snapped(ofZone[z]);
        }
        int[] zoneShare = new int[zones.count()];
        round(all, ofZone, heldInZone, (int) Math.round(Arrays.stream(ideal).sum()), zoneShare);
        int[] share = new int[ideal.length];
        for (int z = 0; z < zones.count(); z++) {
            int zone = z;
            int[] nodes = IntStream.range(0, ideal.length)
                    .filter(i -> zones.of(i) == zone)
                    .toArray();
            round(nodes, ideal, held, zoneShare[z], share);
        }
        return share;
    }

    /** Rounds the ideals of some places so that they add up to {@code total}, to one side or the other of each ideal. */
    static void round(int[] places, double[] ideal, int[] held, int total, int[] share) {
        int left = total;
        for (int i : places) {
            share[i] = (int) ideal[i];
            left -= share[i];
        }
        Integer[] order = Arrays.stream(places)
                .filter(i -> ideal[i] > (int) ideal[i])
                .boxed()
                .sorted((a, b) -> {
                    int first = Integer.compare(claim(held[a], share[a]), claim(held[b], share[b]));
                    if (first != 0) {
                        return first;
                    }
                    int over = Double.compare((share[a] + 1) / ideal[a], (share[b] + 1) / ideal[b]);
                    return over != 0 ? over : Integer.compare(a, b);
                })
                .toArray(Integer[]::new);
        for (int k = 0; k < left; k++) {
            share[order[k]]++;
        }
    }

    /** Who has it already keeps it, then who gets replicas anyway; whoever has exactly the smaller number keeps that. */
    private static int claim(int held, int floor) {
        return held > floor ? 0 : held < floor ? 1 : 2;
    }

    private double unbounded(int zone, double rate) {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            if (zones.of(i) == zone) {
                sum += Math.min(partitions, rate * weight[i]);
            }
        }
        return sum;
    }

    private double bounded(int zone, double rate) {
        double least = (double) partitions * zones.least(zone);
        double most = (double) partitions * zones.most(zone);
        return Math.max(least, Math.min(most, unbounded(zone, rate)));
    }

    private double solve(double wanted, DoubleUnaryOperator sum) {
        double low = 0;
        double high = partitions;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (sum.applyAsDouble(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double snapped(double value) {
        double whole = Math.rint(value);
        return Math.abs(value - whole) < NEAR ? whole : value;
    }
}
