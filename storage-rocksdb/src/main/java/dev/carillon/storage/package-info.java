/** The storage ports and what passes through them. */
@NullMarked
package dev.carillon.storage;

import org.jspecify.annotations.NullMarked;
