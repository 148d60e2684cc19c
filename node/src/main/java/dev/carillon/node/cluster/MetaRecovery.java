package dev.carillon.node.cluster;

/**
 * That the meta group had lost its majority for good, and an operator had it begin anew on one node, with what the nodes
 * knew that were left. What the lost majority may have agreed on beyond that counts no more. Immutable.
 *
 * @param id drawn by who asked for it: two recoveries that were made apart are told from each other by it
 * @param node that the meta group began anew on, alone
 * @param generation of the meta group that began with it
 * @param version of the state that it began with
 */
public record MetaRecovery(long id, int node, int generation, long version) {
    /** In a cluster's life; {@link MetaRecoveryRules} says what each of them uses up. */
    public static final int TIMES_MAX = 32;
}
