package dev.carillon.ring.bench;

import dev.carillon.ring.Member;
import java.util.Arrays;
import java.util.List;

/**
 * Highest random weight (Thaler and Ravishankar, 1998), weighted as Schindelhauer and Schomaker (2005) do: every
 * partition goes to the nodes that score highest, the best of each zone where there are enough.
 */
final class Rendezvous implements Scheme {
    private final int partitions;

    Rendezvous(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public String label() {
        return "rendezvous";
    }

    @Override
    public Ownership begin(List<Member> members) {
        return change(members);
    }

    @Override
    public Ownership change(List<Member> members) {
        int copies = Math.min(COPIES, members.size());
        List<String> zones = members.stream().map(Member::zone).distinct().toList();
        boolean zoned = zones.size() >= copies;
        int[] group = new int[members.size()];
        Arrays.setAll(group, i -> zoned ? zones.indexOf(members.get(i).zone()) : i);
        int groups = zoned ? zones.size() : members.size();
        int[][] holders = new int[partitions][];
        double[] best = new double[groups];
        int[] node = new int[groups];
        for (int p = 0; p < partitions; p++) {
            Arrays.fill(best, 0);
            for (int i = 0; i < group.length; i++) {
                Member member = members.get(i);
                double score = -member.weight() / Math.log(Scheme.unit(Scheme.mix(member.id(), p + 1L)));
                if (score > best[group[i]]) {
                    best[group[i]] = score;
                    node[group[i]] = member.id();
                }
            }
            holders[p] = highest(best, node, copies);
        }
        return Ownership.ofEqual(holders);
    }

    private static int[] highest(double[] score, int[] node, int copies) {
        int[] holders = new int[copies];
        for (int k = 0; k < copies; k++) {
            int top = 0;
            for (int g = 1; g < score.length; g++) {
                if (score[g] > score[top]) {
                    top = g;
                }
            }
            holders[k] = node[top];
            score[top] = 0;
        }
        return holders;
    }
}
