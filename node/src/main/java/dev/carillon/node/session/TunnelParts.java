package dev.carillon.node.session;

import dev.carillon.node.tunnel.TunnelLimits;
import java.util.function.Supplier;

/**
 * What a node of a cluster needs to serve clients of other nodes, and to have its own served by them.
 *
 * @param judges makes one for each loop: who comes through a tunnel is asked for a token like anybody else
 */
public record TunnelParts(TunnelLimits limits, Supplier<HelloJudge> judges) {}
