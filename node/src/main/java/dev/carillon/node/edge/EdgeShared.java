package dev.carillon.node.edge;

/** What all event loops share. Immutable, or thread-safe by itself. */
record EdgeShared(EdgeLimits limits, Mailboxes mailboxes, AddressCounts addresses) {}
