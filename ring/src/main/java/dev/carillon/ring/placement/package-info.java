/**
 * Who should hold what: equal partitions in fixed numbers per node (strategy 3 of DeCandia et al., <i>Dynamo</i>, 2007,
 * section 6.2), found as a flow with few moves.
 *
 * <ol>
 *   <li>{@link dev.carillon.ring.placement.Zones}: how many replicas of a partition a zone may and must have;
 *   <li>{@link dev.carillon.ring.placement.FairShares}: how many replicas each node gets, by weight, within what zones allow;
 *   <li>{@link dev.carillon.ring.placement.ReplicaSets} keeps of the present replicas what may stay,
 *       {@link dev.carillon.ring.placement.Greedy} moves directly what must move, and
 *       {@link dev.carillon.ring.placement.Rerouting} finds detours for the rest,
 *       {@link dev.carillon.ring.placement.Savings} undoes those that were not needed;
 *   <li>{@link dev.carillon.ring.placement.Leaders} shares out leaderships, and
 *       {@link dev.carillon.ring.placement.Successors} spreads what each node's loss would hand over.
 * </ol>
 *
 * Pure functions of their arguments: no randomness, no clock, no order of hash tables; any thread.
 */
@NullMarked
package dev.carillon.ring.placement;

import org.jspecify.annotations.NullMarked;
