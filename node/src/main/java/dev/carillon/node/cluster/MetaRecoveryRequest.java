package dev.carillon.node.cluster;

/**
 * That a node shall have the meta group begin anew, alone, by an operator who has looked. Immutable.
 *
 * @param id of the recovery, drawn by chance, not 0; asking again with the same one does no harm
 * @param version of the newest state that was seen
 * @param recoveries that it had
 */
public record MetaRecoveryRequest(long id, long version, int recoveries) {}
