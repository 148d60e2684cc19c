package dev.carillon.node.session;

import org.jspecify.annotations.Nullable;

/**
 * A node's part in the meta group.
 *
 * @param replica this node's of it, or null
 * @param reach the version of the newest state that the group could begin anew with on this node: what it knows, with what its
 *     replica's log has beyond that
 */
public record MetaReport(@Nullable ReplicaReport replica, long reach) {}
