/** Tests of the node as a whole: which package may touch which. */
@NullMarked
package dev.carillon.node;

import org.jspecify.annotations.NullMarked;
