package dev.carillon.ring.placement;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.RandomRing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The same ring with other members: what a placement has to answer to. */
final class RandomChange {
    private RandomChange() {}

    static PartitionMap of(RandomRing ring, PartitionMap map) {
        Random random = ring.random();
        List<Member> members = new ArrayList<>(map.members());
        int rf = map.replicationFactor();
        int at = random.nextInt(members.size());
        Member member = members.get(at);
        boolean spare = members.stream().filter(Member::isActive).count() > 1;
        switch (random.nextInt(8)) {
            case 0, 1 -> members.add(ring.member());
            case 2 -> members.set(at, spare ? member.withState(MemberState.DRAINING) : member);
            case 3 -> members.set(at, spare ? member.withState(MemberState.EVICTED) : member);
            case 4 -> members.set(at, member.withWeight(50 * (1 + random.nextInt(6))));
            case 5 -> members.set(at, member.withZone(ring.zone()));
            case 6 -> rf = 1 + random.nextInt(5);
            default -> {
                String lost = member.zone();
                List<Member> without = members.stream()
                        .map(m -> m.zone().equals(lost) ? m.withState(MemberState.EVICTED) : m)
                        .toList();
                if (without.stream().anyMatch(Member::isActive)) {
                    members = new ArrayList<>(without);
                }
            }
        }
        members.sort(Comparator.comparingInt(Member::id));
        return map.withMembers(rf, members);
    }

    /** The map once everything has moved. */
    static PartitionMap moved(PartitionMap map, List<List<Integer>> placed) {
        List<dev.carillon.ring.Assignment> assignments = new ArrayList<>();
        for (int p = 0; p < placed.size(); p++) {
            assignments.add(map.assignment(p).followedBy(placed.get(p)));
        }
        return new PartitionMap(map.epoch() + 1, map.replicationFactor(), map.members(), assignments);
    }
}
