package dev.carillon.simulator.scenario;

/**
 * A weak network between users and nodes.
 *
 * @param delayNs added to every byte, each way; of the run, not of the scenario
 * @param lostEveryNs mean time of the scenario between two losses of the signal; 0 for never
 * @param lostForNs mean length of such a loss
 * @param breaks share of the losses after which the connection is gone, as after a change of the network; after the others
 *     what was held arrives late
 */
public record NetworkQuality(long delayNs, long lostEveryNs, long lostForNs, double breaks) {}
