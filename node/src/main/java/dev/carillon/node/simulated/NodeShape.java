package dev.carillon.node.simulated;

import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.session.CoreLimits;
import dev.carillon.node.session.TunnelParts;
import dev.carillon.storage.log.Durability;
import java.util.function.LongSupplier;

/**
 * What all nodes of a simulated cluster have in common.
 *
 * @param loops of each node, from 1; each has a disk of its own
 * @param mailboxes of nodes that have ended, for others
 * @param engineErrors errors that the replication engine has logged so far on the calling thread
 */
public record NodeShape(
        int loops,
        CoreLimits limits,
        RaftOptions raft,
        TunnelParts tunnels,
        Durability durability,
        Mailboxes mailboxes,
        LongSupplier engineErrors) {}
