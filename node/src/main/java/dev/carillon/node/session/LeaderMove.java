package dev.carillon.node.session;

/** What came of asking a partition's leader to let another node lead. */
public enum LeaderMove {
    /** This node does not lead the partition. */
    ELSEWHERE,
    /** The other node was asked; whether it leads will show. */
    ASKED,
    /** The other node has no replica of the partition, or somebody else is being asked already. */
    NOT_POSSIBLE
}
