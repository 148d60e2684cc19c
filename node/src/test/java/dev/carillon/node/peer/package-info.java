/** Tests of the links between nodes, with real sockets on loopback. */
@NullMarked
package dev.carillon.node.peer;

import org.jspecify.annotations.NullMarked;
