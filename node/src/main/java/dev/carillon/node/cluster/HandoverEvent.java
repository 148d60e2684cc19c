package dev.carillon.node.cluster;

/** What is counted of handovers. */
public enum HandoverEvent {
    /** An entry was heard by one who is to be a member. */
    ENTRY_FOLLOWED,
    /** A leader has asked for a seal. */
    SEAL_PROPOSED,
    /** A replica went on to the next generation. */
    GENERATION_BEGUN,
    /** The same after a restart, over a log that led to its base. */
    GENERATION_BEGUN_AGAIN,
    /** A replica ended, and its state was removed. */
    PARTITION_LEFT,
    /** A member to be had heard something else than the members; it begins anew with a copy. */
    HISTORY_DIFFERED,
    /** A generation that had lost its majority was ended here, by its survivor. */
    RECOVERED
}
