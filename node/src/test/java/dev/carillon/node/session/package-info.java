/** Sessions, delivery and replication run together in one thread and virtual time, driven by clients with the real codec. */
@NullMarked
package dev.carillon.node.session;

import org.jspecify.annotations.NullMarked;
