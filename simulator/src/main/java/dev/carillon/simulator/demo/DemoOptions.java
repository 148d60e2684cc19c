package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Sabotage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one demonstration is asked to do.
 *
 * @param sabotage what to do to a few deliveries, or null for nothing
 * @param data the node's data folder, which is kept then; null for a temporary one
 * @param port to listen on; 0 for a free one
 * @param kills how often to kill the node
 * @param speed recorded seconds per second; 0 for as fast as the windows allow
 * @param patienceMs how long nothing may move before it is given up
 * @param keep whether the node goes on afterwards
 * @param json whether the last line is the verdict as JSON
 */
record DemoOptions(
        Sabotage.@Nullable Kind sabotage,
        @Nullable Path data,
        int port,
        long seed,
        int kills,
        double speed,
        long patienceMs,
        boolean keep,
        boolean json) {}
