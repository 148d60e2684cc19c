/** Tests of the edge through real sockets, a mailbox that records, and a clock that stands still until told. */
@NullMarked
package dev.carillon.node.edge;

import org.jspecify.annotations.NullMarked;
