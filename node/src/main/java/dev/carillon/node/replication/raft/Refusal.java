package dev.carillon.node.replication.raft;

/** Why a message was not taken. */
public enum Refusal {
    /** Shorter than it says. */
    TRUNCATED,
    /** Written by a version that this one does not know. */
    UNKNOWN_VERSION,
    UNKNOWN_TYPE,
    /** A field with a value that no member writes. */
    BAD_VALUE,
    /** Longer than it says. */
    TRAILING_BYTES,
    UNKNOWN_GROUP,
    /** For another generation of the group. */
    OTHER_GENERATION,
    /** For another member, or for this node's disk before it was wiped. */
    NOT_FOR_ME,
    /** From no member: another node, or a member whose disk was wiped and that votes anew. */
    UNKNOWN_SENDER,
    /** The loop cannot write; the sender tries again. */
    LOG_FULL
}
