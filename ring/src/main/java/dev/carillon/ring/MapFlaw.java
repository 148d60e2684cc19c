package dev.carillon.ring;

/**
 * Why something is no partition map.
 *
 * @param kind the reason, for programs
 * @param sentence the same for people: one sentence with the place
 */
public record MapFlaw(Kind kind, String sentence) {
    /** The reasons, in the order in which they are looked for. */
    public enum Kind {
        /** Ends before it is complete. */
        TOO_SHORT,
        /** Does not begin like a partition map. */
        NOT_A_MAP,
        /** Written by a later version of Carillon. */
        NEWER_VERSION,
        /** The checksum does not fit the content. */
        CHECKSUM,
        /** Text that is no UTF-8. */
        BAD_TEXT,
        /** Complete, yet something follows. */
        TRAILING_BYTES,
        /** The epoch is below 1. */
        BAD_EPOCH,
        /** The number of partitions is no power of two from 1 to {@link Partitions#MAX}. */
        BAD_PARTITION_COUNT,
        /** The number of replicas is outside 1 to {@link PartitionMap#REPLICAS_MAX}. */
        BAD_REPLICATION_FACTOR,
        /** No members, or more than {@link PartitionMap#MEMBERS_MAX}. */
        BAD_MEMBER_COUNT,
        /** A member's number, weight, name, zone or state is outside its range. */
        BAD_MEMBER,
        /** Members are not in ascending order of their numbers, or one is there twice. */
        MEMBERS_OUT_OF_ORDER,
        /** A partition's generation is below 1. */
        BAD_GENERATION,
        /** A partition has no replica, or more than {@link PartitionMap#REPLICAS_MAX}. */
        BAD_REPLICA_COUNT,
        /** A replica is on a node that is no member. */
        UNKNOWN_NODE,
        /** A node holds a partition twice. */
        NODE_TWICE
    }
}
