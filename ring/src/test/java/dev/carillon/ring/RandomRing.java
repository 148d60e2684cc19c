package dev.carillon.ring;

import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rings of all kinds, drawn from a seed: the same seed, the same ring. */
public final class RandomRing {
    private final Random random;
    private final boolean zoned;
    private final boolean weighted;
    private int nextId = 1;

    public RandomRing(long seed) {
        random = new Random(seed);
        zoned = random.nextBoolean();
        weighted = random.nextBoolean();
    }

    public Random random() {
        return random;
    }

    /** A new member, active. */
    public Member member() {
        // Numbers with gaps, so that a place in the list is never a number by chance.
        int id = nextId;
        nextId += 1 + random.nextInt(3);
        String zone = zoned && random.nextInt(12) > 0 ? zone() : "";
        return new Member(id, "n" + id, zone, weight(), MemberState.ACTIVE);
    }

    public String zone() {
        return "z" + random.nextInt(4);
    }

    public int weight() {
        return weighted ? 50 * (1 + random.nextInt(6)) : 100;
    }

    /** A placed ring of these sizes at most. */
    public PartitionMap placed(int logPartitionsMax, int nodesMax) {
        int partitions = 1 << random.nextInt(logPartitionsMax + 1);
        int nodes = 1 + random.nextInt(nodesMax);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            members.add(member());
        }
        int[] factors = {1, 2, 3, 3, 3, 5};
        return Placement.initial(partitions, factors[random.nextInt(factors.length)], members);
    }
}
