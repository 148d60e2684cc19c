package dev.carillon.ring.plan;

import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a partition map that operators decide: members, in ascending order of their numbers, and how many replicas.
 * Immutable.
 */
public record Membership(int replicationFactor, List<Member> members) {
    public Membership {
        members = members.stream().sorted(Comparator.comparingInt(Member::id)).toList();
    }

    public static Membership of(PartitionMap map) {
        return new Membership(map.replicationFactor(), map.members());
    }

    @Nullable
    Member member(int id) {
        return members.stream().filter(member -> member.id() == id).findFirst().orElse(null);
    }

    boolean hasName(String name) {
        return members.stream().anyMatch(member -> member.name().equals(name));
    }

    Membership with(Member added) {
        List<Member> all = new ArrayList<>(members);
        all.removeIf(member -> member.id() == added.id());
        all.add(added);
        return new Membership(replicationFactor, all);
    }
}
