package dev.carillon.ring.plan;

/** What planning comes to. */
public sealed interface Planned {
    /** A plan; look at its warnings. */
    record Ready(Plan plan) implements Planned {}

    /**
     * No plan, because a change makes no sense.
     *
     * @param reason for programs
     * @param sentence for people
     */
    record Refused(Reason reason, String sentence) implements Planned {}

    /** Why a change makes no sense. */
    enum Reason {
        /** A node that joins has the number or name of a member. */
        ALREADY_A_MEMBER,
        /** A node that is to change is no member. */
        NO_SUCH_MEMBER,
        /** An evicted node never comes back under its number. */
        EVICTED,
        /** Weight, zone, name or number of replicas is out of range. */
        OUT_OF_RANGE,
        /** No active member would be left. */
        NOBODY_LEFT
    }
}
