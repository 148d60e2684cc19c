package dev.carillon.ring.bench;

import dev.carillon.ring.Member;
import java.util.List;

/**
 * Jump consistent hashing (Lamping and Veach, 2014): no state, but only the last node may leave, and all are equal.
 * Further replicas are hashed again until they are on another node.
 */
final class Jump implements Scheme {
    private final int partitions;

    Jump(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public String label() {
        return "jump";
    }

    @Override
    public boolean isGeneral() {
        return false;
    }

    @Override
    public Ownership begin(List<Member> members) {
        return change(members);
    }

    @Override
    public Ownership change(List<Member> members) {
        int copies = Math.min(COPIES, members.size());
        int[][] holders = new int[partitions][copies];
        for (int p = 0; p < partitions; p++) {
            int count = 0;
            for (int attempt = 1; count < copies; attempt++) {
                int id = members.get(bucket(Scheme.mix(p + 1L, attempt), members.size()))
                        .id();
                boolean known = false;
                for (int k = 0; k < count; k++) {
                    known |= holders[p][k] == id;
                }
                if (!known) {
                    holders[p][count++] = id;
                }
            }
        }
        return Ownership.ofEqual(holders);
    }

    private static int bucket(long hash, int buckets) {
        long key = hash;
        long b = -1;
        long j = 0;
        while (j < buckets) {
            b = j;
            key = key * 2862933555777941757L + 1;
            j = (long) ((b + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
        }
        return (int) b;
    }
}
