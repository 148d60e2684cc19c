/** Tests of commands, the data folder and whole nodes. */
@NullMarked
package dev.carillon.node.boot;

import org.jspecify.annotations.NullMarked;
