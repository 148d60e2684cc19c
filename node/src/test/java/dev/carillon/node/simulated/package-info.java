/** Tests of what stands for machines and their network. */
@NullMarked
package dev.carillon.node.simulated;

import org.jspecify.annotations.NullMarked;
