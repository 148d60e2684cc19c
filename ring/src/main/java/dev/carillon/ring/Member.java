package dev.carillon.ring;

import java.nio.charset.StandardCharsets;

/**
 * One node of the ring as the partition map sees it.
 *
 * @param id from 1 to {@link #ID_MAX}; never used for another node, so that an evicted one stays refused
 * @param name for people: 1 to {@link #TEXT_MAX} bytes of UTF-8 without control characters
 * @param zone what fails together (rack, site), like a name; empty where nothing is known, and then the node fails alone
 * @param weight capacity in any unit, from 1 to {@link #WEIGHT_MAX}; partitions are shared in this proportion
 * @param state what it is there for
 */
public record Member(int id, String name, String zone, int weight, MemberState state) {
    /** Highest number of a node. */
    public static final int ID_MAX = Integer.MAX_VALUE;
    /** Greatest weight. */
    public static final int WEIGHT_MAX = 1_000_000;
    /** Longest name or zone, in bytes of UTF-8. */
    public static final int TEXT_MAX = 64;

    /** An active member of weight 100 in no zone. */
    public static Member of(int id) {
        return new Member(id, "n" + id, "", 100, MemberState.ACTIVE);
    }

    public boolean isActive() {
        return state == MemberState.ACTIVE;
    }

    public Member withState(MemberState other) {
        return new Member(id, name, zone, weight, other);
    }

    public Member withWeight(int other) {
        return new Member(id, name, zone, other, state);
    }

    public Member withZone(String other) {
        return new Member(id, name, other, weight, state);
    }

    static boolean isShowable(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= TEXT_MAX
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff);
    }
}
