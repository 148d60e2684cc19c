/** The server; its packages are drawn in ARCHITECTURE.md. */
@NullMarked
package dev.carillon.node;

import org.jspecify.annotations.NullMarked;
