package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.TrailerLimits;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a node's heart is made of; see {@link NodeCore#assemble}.
 *
 * @param mailboxes makes a loop's, empty, of so many bytes
 * @param logs one per loop; partition p writes to log {@code p % logs.size()}
 * @param links one per loop, called on that loop
 * @param disk runs what waits for the logs' disk while the loops of a cluster's node go on, one task of each loop at a time
 * @param trailer runs the background writing of state, one task at a time; may block on disk
 * @param diskScarce whether the disk is so full that sends must stop; asked by every loop
 * @param seat the node's place in its cluster; null for a node that is alone
 * @param newestFormat that the node reads and lets others write, see {@link Format}; a node that is alone writes it
 * @param tunnels for clients that are connected to one node and served by another; null for a node that is alone
 */
public record CoreParts(
        CoreLimits limits,
        Partitions partitions,
        Clock clock,
        StateEngine engine,
        TrailerLimits trailerLimits,
        IntFunction<LoopMailbox> mailboxes,
        List<LoopLog> logs,
        List<ClientLink> links,
        Executor disk,
        Executor trailer,
        CoreListener listener,
        BooleanSupplier diskScarce,
        @Nullable ClusterSeat seat,
        @Nullable TunnelParts tunnels,
        int newestFormat) {
    /** A node that is alone. */
    public CoreParts(
            CoreLimits limits,
            Partitions partitions,
            Clock clock,
            StateEngine engine,
            TrailerLimits trailerLimits,
            List<LoopLog> logs,
            List<ClientLink> links,
            Executor trailer,
            CoreListener listener,
            BooleanSupplier diskScarce) {
        this(
                limits,
                partitions,
                clock,
                engine,
                trailerLimits,
                LoopMailbox::new,
                logs,
                links,
                Runnable::run,
                trailer,
                listener,
                diskScarce,
                null,
                null,
                Format.NEWEST);
    }
}
